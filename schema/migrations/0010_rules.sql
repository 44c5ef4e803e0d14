CREATE TABLE `rule_books` (
	`version` integer PRIMARY KEY NOT NULL,
	`rules` text NOT NULL,
	`by_id` text NOT NULL,
	`by_name` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `accounts` ADD `tags` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `requests` ADD `narrower` text;--> statement-breakpoint
CREATE INDEX `r_account_status` ON `requests` (`account_id`,`status`,`opened_at`,`id`);--> statement-breakpoint
CREATE INDEX `r_decider` ON `requests` (`last_decider_id`,`opened_at`,`id`) WHERE last_decider_id is not null;--> statement-breakpoint
CREATE INDEX `r_first_decider` ON `requests` (`first_decider_id`,`opened_at`,`id`) WHERE first_decider_id is not null;--> statement-breakpoint

-- Rules are never changed, only written anew: what a request was let through by can be read for ever.
CREATE TRIGGER `rule_books_stay` BEFORE UPDATE ON `rule_books` BEGIN SELECT RAISE(ABORT, 'append only'); END;--> statement-breakpoint
CREATE TRIGGER `rule_books_remain` BEFORE DELETE ON `rule_books` BEGIN SELECT RAISE(ABORT, 'append only'); END;--> statement-breakpoint
CREATE TRIGGER `rule_books_one_by_one` BEFORE INSERT ON `rule_books`
WHEN NEW.`version` IS NOT 1 + coalesce((SELECT max(`version`) FROM `rule_books`), 0)
BEGIN SELECT RAISE(ABORT, 'version'); END;
