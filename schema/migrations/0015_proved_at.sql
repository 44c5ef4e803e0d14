ALTER TABLE `flows` ADD `prompt` text;--> statement-breakpoint
ALTER TABLE `tokens` ADD `proved_at` integer;