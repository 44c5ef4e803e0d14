ALTER TABLE `accounts` ADD `kill_at_end` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `requests` ADD `clone_name` text;