ALTER TABLE `permission_sets` ADD `protected` integer DEFAULT 0 NOT NULL;--> statement-breakpoint

-- A protected set, and a clone of ours, is never requestable, whoever writes what.
CREATE TRIGGER `protected_stays_closed` AFTER UPDATE OF `requestable`, `protected` ON `permission_sets`
WHEN NEW.`protected` = 1 AND NEW.`requestable` = 1
BEGIN UPDATE `permission_sets` SET `requestable` = 0 WHERE `arn` = NEW.`arn`; END;
