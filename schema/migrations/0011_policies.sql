CREATE TABLE `managed_policies` (
	`arn` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`version` text NOT NULL,
	`document` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `managed_name` ON `managed_policies` (`name`);--> statement-breakpoint
CREATE TABLE `set_policies` (
	`set_arn` text PRIMARY KEY NOT NULL,
	`inline` text NOT NULL,
	`managed` text NOT NULL,
	`customer` text NOT NULL,
	`boundary` text NOT NULL
);
