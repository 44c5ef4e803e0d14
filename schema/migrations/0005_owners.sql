CREATE TABLE `absences` (
	`person_id` text PRIMARY KEY NOT NULL,
	`stand_in_id` text NOT NULL,
	`until` integer NOT NULL,
	`at` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE INDEX `absences_stand_in` ON `absences` (`stand_in_id`,`until`);--> statement-breakpoint
CREATE TABLE `ou_owners` (
	`ou_path` text NOT NULL,
	`kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`by_id` text,
	`at` integer NOT NULL,
	PRIMARY KEY(`ou_path`, `kind`, `subject_id`)
);
--> statement-breakpoint
DROP INDEX `r_wait_account`;--> statement-breakpoint
CREATE INDEX `r_wait_level` ON `requests` (`waits_for`,`window_ends_at`,`id`) WHERE waits_for is not null;--> statement-breakpoint
CREATE INDEX `r_wait_account` ON `requests` (`account_id`,`waits_for`,`window_ends_at`,`id`) WHERE waits_for is not null;--> statement-breakpoint
ALTER TABLE `accounts` ADD `management` integer DEFAULT 0 NOT NULL;--> statement-breakpoint

-- The account that manages the organisation is never requestable, whoever writes what.
CREATE TRIGGER `management_stays_closed` AFTER UPDATE OF `requestable`, `management` ON `accounts`
WHEN NEW.`management` = 1 AND NEW.`requestable` = 1
BEGIN UPDATE `accounts` SET `requestable` = 0 WHERE `id` = NEW.`id`; END;--> statement-breakpoint

-- Who decides moves the version that decisions are guarded by: roles that decide everywhere, the activity and flag of an
-- owner or a stand-in, an absence.
CREATE TRIGGER `role_decides` AFTER UPDATE OF `level`, `active`, `auditor` ON `people`
WHEN (OLD.`level` >= 2 AND OLD.`active` = 1 AND OLD.`auditor` = 0) IS NOT (NEW.`level` >= 2 AND NEW.`active` = 1 AND NEW.`auditor` = 0)
BEGIN UPDATE `accounts` SET `owners_version` = `owners_version` + 1; END;--> statement-breakpoint
CREATE TRIGGER `role_comes` AFTER INSERT ON `people` WHEN NEW.`level` >= 2
BEGIN UPDATE `accounts` SET `owners_version` = `owners_version` + 1; END;--> statement-breakpoint
CREATE TRIGGER `owner_decides` AFTER UPDATE OF `active`, `auditor` ON `people`
WHEN NEW.`active` IS NOT OLD.`active` OR NEW.`auditor` IS NOT OLD.`auditor`
BEGIN UPDATE `accounts` SET `owners_version` = `owners_version` + 1 WHERE `id` IN (
  SELECT `account_id` FROM `owners` WHERE `person_id` = NEW.`id`
  UNION SELECT o.`account_id` FROM `absences` a JOIN `owners` o ON o.`person_id` = a.`person_id` WHERE a.`stand_in_id` = NEW.`id`); END;--> statement-breakpoint
CREATE TRIGGER `absence_comes` AFTER INSERT ON `absences`
BEGIN UPDATE `accounts` SET `owners_version` = `owners_version` + 1 WHERE `id` IN (SELECT `account_id` FROM `owners` WHERE `person_id` = NEW.`person_id`); END;--> statement-breakpoint
CREATE TRIGGER `absence_moves` AFTER UPDATE ON `absences`
BEGIN UPDATE `accounts` SET `owners_version` = `owners_version` + 1 WHERE `id` IN (SELECT `account_id` FROM `owners` WHERE `person_id` = NEW.`person_id`); END;--> statement-breakpoint
CREATE TRIGGER `absence_goes` AFTER DELETE ON `absences`
BEGIN UPDATE `accounts` SET `owners_version` = `owners_version` + 1 WHERE `id` IN (SELECT `account_id` FROM `owners` WHERE `person_id` = OLD.`person_id`); END;
