DROP INDEX `e_actor`;--> statement-breakpoint
CREATE INDEX `e_recorded` ON `events` (`recorded_at`,`seq`);--> statement-breakpoint
CREATE INDEX `e_actor` ON `events` (`actor_id`,`recorded_at`,`seq`);