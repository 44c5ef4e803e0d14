CREATE TABLE `custom_sets` (
	`id` text PRIMARY KEY NOT NULL,
	`definition` text NOT NULL,
	`policy_hash` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
DROP INDEX `r_wait_level`;--> statement-breakpoint
DROP INDEX `r_wait_account`;--> statement-breakpoint
ALTER TABLE `requests` ADD `urgent` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `requests` ADD `up` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `requests` ADD `queue_at` integer GENERATED ALWAYS AS (window_ends_at - urgent * 10000000000000) VIRTUAL;--> statement-breakpoint
ALTER TABLE `requests` ADD `remind_at` integer;--> statement-breakpoint
ALTER TABLE `requests` ADD `reminded_at` integer;--> statement-breakpoint
CREATE INDEX `r_wait_up` ON `requests` (`waits_for`,`up`,`queue_at`,`id`) WHERE waits_for is not null;--> statement-breakpoint
CREATE INDEX `r_remind` ON `requests` (`remind_at`) WHERE remind_at is not null;--> statement-breakpoint
CREATE INDEX `r_wait_level` ON `requests` (`waits_for`,`queue_at`,`id`) WHERE waits_for is not null;--> statement-breakpoint
CREATE INDEX `r_wait_account` ON `requests` (`account_id`,`waits_for`,`queue_at`,`id`) WHERE waits_for is not null;--> statement-breakpoint

-- Which set was asked for, and whether it was urgent, stays as it was sent; so does what a custom set was defined as.
CREATE TRIGGER `asked_is_asked` BEFORE UPDATE OF `set_arn`, `urgent` ON `requests`
BEGIN SELECT RAISE(ABORT, 'immutable'); END;--> statement-breakpoint
CREATE TRIGGER `definitions_stay` BEFORE UPDATE ON `custom_sets` BEGIN SELECT RAISE(ABORT, 'immutable'); END;--> statement-breakpoint
CREATE TRIGGER `definitions_remain` BEFORE DELETE ON `custom_sets` BEGIN SELECT RAISE(ABORT, 'immutable'); END;
