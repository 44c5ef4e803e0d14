-- drizzle-kit generates no triggers and no views: what must hold whatever the code does stands here (ENGINE 3).

-- A condition of a batch: `insert into must select (...)` aborts the whole batch unless it is 1. It keeps no rows.
CREATE VIEW `must`(`ok`) AS SELECT 1 WHERE 0;--> statement-breakpoint
CREATE TRIGGER `must_hold` INSTEAD OF INSERT ON `must` WHEN NEW.`ok` IS NOT 1
BEGIN SELECT RAISE(ABORT, 'must'); END;--> statement-breakpoint

-- The audit trail and decisions are append-only.
CREATE TRIGGER `events_stay` BEFORE UPDATE ON `events` BEGIN SELECT RAISE(ABORT, 'append only'); END;--> statement-breakpoint
CREATE TRIGGER `events_remain` BEFORE DELETE ON `events` BEGIN SELECT RAISE(ABORT, 'append only'); END;--> statement-breakpoint
CREATE TRIGGER `decisions_stay` BEFORE UPDATE ON `decisions` BEGIN SELECT RAISE(ABORT, 'append only'); END;--> statement-breakpoint
CREATE TRIGGER `decisions_remain` BEFORE DELETE ON `decisions` BEGIN SELECT RAISE(ABORT, 'append only'); END;--> statement-breakpoint

-- What was sent stays as it was sent.
CREATE TRIGGER `sent_is_sent` BEFORE UPDATE OF `id`, `kind`, `requester_id`, `requester_name`, `principal_id`, `account_id`,
  `account_name`, `set_hash`, `duration_s`, `justification`, `ticket`, `digest`, `opened_at`, `window_ends_at`, `extends_id`, `asked_start_at`
ON `requests` BEGIN SELECT RAISE(ABORT, 'immutable'); END;--> statement-breakpoint
CREATE TRIGGER `requests_remain` BEFORE DELETE ON `requests` BEGIN SELECT RAISE(ABORT, 'immutable'); END;--> statement-breakpoint

-- A status moves only together with the version, one step at a time.
CREATE TRIGGER `status_moves_version` BEFORE UPDATE OF `status` ON `requests`
WHEN NEW.`status` IS NOT OLD.`status` AND NEW.`version` IS NOT OLD.`version` + 1
BEGIN SELECT RAISE(ABORT, 'version'); END;--> statement-breakpoint

-- The end is written once an intent: only a retry of a failed one starts a new intent.
CREATE TRIGGER `end_is_written_once` BEFORE UPDATE OF `ends_at` ON `requests`
WHEN OLD.`ends_at` IS NOT NULL AND NEW.`ends_at` IS NOT OLD.`ends_at` AND OLD.`status` IS NOT 'failed'
BEGIN SELECT RAISE(ABORT, 'end is written once'); END;--> statement-breakpoint

-- Facts a decision rests on carry a version that cannot be forgotten.
CREATE TRIGGER `people_version` AFTER UPDATE OF `level`, `active`, `auditor`, `principal_id` ON `people`
WHEN NEW.`level` IS NOT OLD.`level` OR NEW.`active` IS NOT OLD.`active` OR NEW.`auditor` IS NOT OLD.`auditor` OR NEW.`principal_id` IS NOT OLD.`principal_id`
BEGIN UPDATE `people` SET `version` = OLD.`version` + 1 WHERE `id` = NEW.`id`; END;--> statement-breakpoint
CREATE TRIGGER `owners_come` AFTER INSERT ON `owners`
BEGIN UPDATE `accounts` SET `owners_version` = `owners_version` + 1 WHERE `id` = NEW.`account_id`; END;--> statement-breakpoint
CREATE TRIGGER `owners_go` AFTER DELETE ON `owners`
BEGIN UPDATE `accounts` SET `owners_version` = `owners_version` + 1 WHERE `id` = OLD.`account_id`; END;--> statement-breakpoint

-- Counters, in the transaction that changes what they count.
CREATE TRIGGER `requests_counted` AFTER INSERT ON `requests`
BEGIN
  INSERT INTO `counts`(`scope`, `id`, `waiting`, `live`, `total`) VALUES ('person', NEW.`requester_id`, NEW.`waits_for` IS NOT NULL, NEW.`live`, 1)
    ON CONFLICT DO UPDATE SET `waiting` = `waiting` + excluded.`waiting`, `live` = `live` + excluded.`live`, `total` = `total` + 1;
  INSERT INTO `counts`(`scope`, `id`, `waiting`, `live`, `total`) VALUES ('account', NEW.`account_id`, NEW.`waits_for` IS NOT NULL, NEW.`live`, 1)
    ON CONFLICT DO UPDATE SET `waiting` = `waiting` + excluded.`waiting`, `live` = `live` + excluded.`live`, `total` = `total` + 1;
END;--> statement-breakpoint
CREATE TRIGGER `requests_recounted` AFTER UPDATE OF `waits_for`, `live` ON `requests`
WHEN (NEW.`waits_for` IS NULL) IS NOT (OLD.`waits_for` IS NULL) OR NEW.`live` IS NOT OLD.`live`
BEGIN
  UPDATE `counts` SET `waiting` = `waiting` + (NEW.`waits_for` IS NOT NULL) - (OLD.`waits_for` IS NOT NULL), `live` = `live` + NEW.`live` - OLD.`live`
    WHERE (`scope` = 'person' AND `id` = NEW.`requester_id`) OR (`scope` = 'account' AND `id` = NEW.`account_id`);
END;
