CREATE TABLE `findings` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`status` text NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`last_op` text,
	`account_id` text NOT NULL,
	`account_name` text NOT NULL,
	`set_arn` text NOT NULL,
	`set_name` text NOT NULL,
	`principal_type` text NOT NULL,
	`principal_id` text NOT NULL,
	`principal_name` text,
	`first_seen_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	`request_id` text,
	`by_id` text,
	`by_name` text,
	`reason` text,
	`acted_at` integer,
	`ignored_until` integer,
	CONSTRAINT "findings_kind" CHECK("findings"."kind" in ('unknown','lost')),
	CONSTRAINT "findings_status" CHECK("findings"."status" in ('suspected','open','ignored','adopted','removed','over')),
	CONSTRAINT "findings_principal" CHECK("findings"."principal_type" in ('USER','GROUP'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `f_live_unknown` ON `findings` (`account_id`,`set_arn`,`principal_id`) WHERE kind = 'unknown' and status in ('suspected', 'open', 'ignored');--> statement-breakpoint
CREATE UNIQUE INDEX `f_live_lost` ON `findings` (`request_id`) WHERE kind = 'lost' and status in ('suspected', 'open', 'ignored');--> statement-breakpoint
CREATE INDEX `f_status` ON `findings` (`status`,`first_seen_at`,`id`);--> statement-breakpoint
CREATE INDEX `f_account` ON `findings` (`account_id`,`status`,`first_seen_at`,`id`);--> statement-breakpoint
CREATE INDEX `f_ignored` ON `findings` (`ignored_until`) WHERE status = 'ignored' and ignored_until is not null;--> statement-breakpoint
ALTER TABLE `requests` ADD `lost_at` integer;--> statement-breakpoint
CREATE INDEX `r_key_ended` ON `requests` (`keeper_key`,`ended_at`) WHERE ended_at is not null;--> statement-breakpoint
CREATE INDEX `r_key_failed` ON `requests` (`keeper_key`,`ends_at`) WHERE status = 'failed';--> statement-breakpoint

-- What was once shown stays; a suspicion that was none goes.
CREATE TRIGGER `findings_remain` BEFORE DELETE ON `findings` WHEN OLD.`status` IS NOT 'suspected'
BEGIN SELECT RAISE(ABORT, 'immutable'); END;--> statement-breakpoint
CREATE TRIGGER `found_is_found` BEFORE UPDATE OF `id`, `kind`, `account_id`, `set_arn`, `principal_type`, `principal_id`, `first_seen_at`
ON `findings` BEGIN SELECT RAISE(ABORT, 'immutable'); END;--> statement-breakpoint
CREATE TRIGGER `finding_moves_version` BEFORE UPDATE OF `status` ON `findings`
WHEN NEW.`status` IS NOT OLD.`status` AND NEW.`version` IS NOT OLD.`version` + 1
BEGIN SELECT RAISE(ABORT, 'version'); END;
