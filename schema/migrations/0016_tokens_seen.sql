ALTER TABLE `tokens` ADD `id` text;--> statement-breakpoint
ALTER TABLE `tokens` ADD `issued_at` integer;--> statement-breakpoint
CREATE UNIQUE INDEX `tokens_id` ON `tokens` (`id`);--> statement-breakpoint
-- Nobody wrote down when these were issued: the sign-in they go back to is the nearest we know.
UPDATE `tokens` SET `id` = lower(hex(randomblob(12))), `issued_at` = `auth_at` WHERE `kind` = 'personal';
