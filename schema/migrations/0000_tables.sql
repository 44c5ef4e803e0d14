CREATE TABLE `events` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`subject_kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`version` integer NOT NULL,
	`event` text NOT NULL,
	`status` text,
	`through` text,
	`actor_kind` text NOT NULL,
	`actor_id` text,
	`actor_name` text,
	`comment` text,
	`at` integer NOT NULL,
	`recorded_at` integer NOT NULL,
	`op` text NOT NULL,
	`detail` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `e_subject` ON `events` (`subject_kind`,`subject_id`,`version`);--> statement-breakpoint
CREATE INDEX `e_actor` ON `events` (`actor_id`,`seq`);--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` text PRIMARY KEY NOT NULL,
	`receiver` text NOT NULL,
	`kind` text NOT NULL,
	`payload` text NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`next_at` integer
);
--> statement-breakpoint
CREATE INDEX `o_due` ON `outbox` (`next_at`);--> statement-breakpoint
CREATE TABLE `replies` (
	`actor_id` text NOT NULL,
	`route` text NOT NULL,
	`key` text NOT NULL,
	`body_hash` text NOT NULL,
	`request_id` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`actor_id`, `route`, `key`)
);
--> statement-breakpoint
CREATE INDEX `replies_age` ON `replies` (`at`);--> statement-breakpoint
CREATE TABLE `accounts` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`ou_path` text,
	`status` text DEFAULT 'ACTIVE' NOT NULL,
	`requestable` integer DEFAULT 0 NOT NULL,
	`sensitive` integer DEFAULT 0 NOT NULL,
	`max_seconds` integer,
	`owners_version` integer DEFAULT 1 NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`seen_run` integer
);
--> statement-breakpoint
CREATE TABLE `cursors` (
	`job` text PRIMARY KEY NOT NULL,
	`run` integer NOT NULL,
	`token` text,
	`started_at` integer,
	`finished_at` integer
);
--> statement-breakpoint
CREATE TABLE `group_members` (
	`group_id` text NOT NULL,
	`principal_id` text NOT NULL,
	PRIMARY KEY(`group_id`, `principal_id`)
);
--> statement-breakpoint
CREATE INDEX `members_principal` ON `group_members` (`principal_id`,`group_id`);--> statement-breakpoint
CREATE TABLE `groups` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`seen_run` integer
);
--> statement-breakpoint
CREATE TABLE `owner_rules` (
	`account_id` text NOT NULL,
	`kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`by_id` text,
	`at` integer NOT NULL,
	PRIMARY KEY(`account_id`, `kind`, `subject_id`)
);
--> statement-breakpoint
CREATE TABLE `owners` (
	`person_id` text NOT NULL,
	`account_id` text NOT NULL,
	PRIMARY KEY(`person_id`, `account_id`)
);
--> statement-breakpoint
CREATE INDEX `owners_account` ON `owners` (`account_id`,`person_id`);--> statement-breakpoint
CREATE TABLE `permission_sets` (
	`arn` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`session_seconds` integer NOT NULL,
	`policy_hash` text,
	`requestable` integer DEFAULT 0 NOT NULL,
	`sealed` integer DEFAULT 0 NOT NULL,
	`killable` integer DEFAULT 0 NOT NULL,
	`max_seconds` integer,
	`version` integer DEFAULT 1 NOT NULL,
	`seen_run` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sets_name` ON `permission_sets` (`name`);--> statement-breakpoint
CREATE TABLE `settings` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`version` integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE `flows` (
	`state_hash` text PRIMARY KEY NOT NULL,
	`nonce` text NOT NULL,
	`verifier` text NOT NULL,
	`client_id` text NOT NULL,
	`redirect_uri` text NOT NULL,
	`client_state` text NOT NULL,
	`challenge` text NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `flows_expiry` ON `flows` (`expires_at`);--> statement-breakpoint
CREATE TABLE `identities` (
	`iss` text NOT NULL,
	`sub` text NOT NULL,
	`person_id` text NOT NULL,
	`email` text,
	`linked_at` integer NOT NULL,
	PRIMARY KEY(`iss`, `sub`)
);
--> statement-breakpoint
CREATE INDEX `identities_person` ON `identities` (`person_id`);--> statement-breakpoint
CREATE TABLE `people` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`email` text,
	`level` integer DEFAULT 0 NOT NULL,
	`auditor` integer DEFAULT 0 NOT NULL,
	`active` integer DEFAULT 1 NOT NULL,
	`principal_id` text,
	`principal_by` text,
	`version` integer DEFAULT 1 NOT NULL,
	`seen_at` integer,
	CONSTRAINT "people_level" CHECK("people"."level" between 0 and 3)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `people_principal` ON `people` (`principal_id`);--> statement-breakpoint
CREATE INDEX `people_email` ON `people` (`email`);--> statement-breakpoint
CREATE INDEX `people_deciders` ON `people` (`level`) WHERE level >= 2 and active = 1;--> statement-breakpoint
CREATE TABLE `tokens` (
	`hash` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`family` text NOT NULL,
	`person_id` text NOT NULL,
	`client_id` text NOT NULL,
	`name` text,
	`scopes` text,
	`challenge` text,
	`redirect_uri` text,
	`jkt` text,
	`auth_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`spent_at` integer,
	CONSTRAINT "tokens_kind" CHECK("tokens"."kind" in ('code','access','refresh','personal','ticket'))
);
--> statement-breakpoint
CREATE INDEX `tokens_family` ON `tokens` (`family`);--> statement-breakpoint
CREATE INDEX `tokens_person` ON `tokens` (`person_id`,`expires_at`);--> statement-breakpoint
CREATE INDEX `tokens_expiry` ON `tokens` (`expires_at`);--> statement-breakpoint
CREATE TABLE `counts` (
	`scope` text NOT NULL,
	`id` text NOT NULL,
	`waiting` integer DEFAULT 0 NOT NULL,
	`live` integer DEFAULT 0 NOT NULL,
	`total` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`scope`, `id`)
);
--> statement-breakpoint
CREATE TABLE `decisions` (
	`request_id` text NOT NULL,
	`level` integer NOT NULL,
	`person_id` text NOT NULL,
	`person_name` text NOT NULL,
	`verdict` text NOT NULL,
	`comment` text,
	`granted_s` integer,
	`digest` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`request_id`, `level`),
	CONSTRAINT "decisions_verdict" CHECK("decisions"."verdict" in ('approve','reject'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `d_once` ON `decisions` (`request_id`,`person_id`);--> statement-breakpoint
CREATE INDEX `d_person` ON `decisions` (`person_id`,`at`,`request_id`);--> statement-breakpoint
CREATE TABLE `requests` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`status` text NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`last_op` text,
	`requester_id` text NOT NULL,
	`requester_name` text NOT NULL,
	`principal_id` text NOT NULL,
	`account_id` text NOT NULL,
	`account_name` text NOT NULL,
	`sensitive` integer DEFAULT 0 NOT NULL,
	`set_arn` text,
	`set_name` text NOT NULL,
	`set_hash` text,
	`session_seconds` integer NOT NULL,
	`extends_id` text,
	`asked_start_at` integer,
	`duration_s` integer NOT NULL,
	`justification` text NOT NULL,
	`ticket` text,
	`denied_action` text,
	`denied_resource` text,
	`digest` text NOT NULL,
	`opened_at` integer NOT NULL,
	`window_ends_at` integer NOT NULL,
	`deciders` integer NOT NULL,
	`waits_for` text,
	`first_decider_id` text,
	`last_decider_id` text,
	`last_decider_name` text,
	`last_verdict` text,
	`last_comment` text,
	`decided_at` integer,
	`granted_s` integer,
	`live` integer DEFAULT 0 NOT NULL,
	`keeper_key` text,
	`owned` integer,
	`starts_at` integer,
	`ends_at` integer,
	`active_at` integer,
	`ended_at` integer,
	`end_cause` text,
	`end_asked_at` integer,
	`end_by_id` text,
	`end_by_name` text,
	`end_reason` text,
	`credentials` text,
	`credentials_until` integer,
	`access_remains` text,
	`remains_until` integer,
	`grant_op` text,
	`removal_op` text,
	`failure` text,
	`due_at` integer,
	CONSTRAINT "requests_duration" CHECK(typeof("requests"."duration_s") = 'integer' and "requests"."duration_s" between 1 and 2678400),
	CONSTRAINT "requests_opened" CHECK(typeof("requests"."opened_at") = 'integer'),
	CONSTRAINT "requests_window" CHECK(typeof("requests"."window_ends_at") = 'integer' and "requests"."window_ends_at" > "requests"."opened_at"),
	CONSTRAINT "requests_end" CHECK("requests"."ends_at" is null or (typeof("requests"."ends_at") = 'integer' and "requests"."ends_at" > "requests"."starts_at")),
	CONSTRAINT "requests_granted" CHECK("requests"."granted_s" is null or "requests"."granted_s" between 1 and "requests"."duration_s"),
	CONSTRAINT "requests_waits_for" CHECK("requests"."waits_for" in ('any','owner','admin'))
);
--> statement-breakpoint
CREATE INDEX `r_all` ON `requests` (`opened_at`,`id`);--> statement-breakpoint
CREATE INDEX `r_status` ON `requests` (`status`,`opened_at`,`id`);--> statement-breakpoint
CREATE INDEX `r_requester` ON `requests` (`requester_id`,`opened_at`,`id`);--> statement-breakpoint
CREATE INDEX `r_requester_status` ON `requests` (`requester_id`,`status`,`opened_at`,`id`);--> statement-breakpoint
CREATE INDEX `r_account` ON `requests` (`account_id`,`opened_at`,`id`);--> statement-breakpoint
CREATE INDEX `r_wait` ON `requests` (`window_ends_at`,`id`) WHERE waits_for is not null;--> statement-breakpoint
CREATE INDEX `r_wait_account` ON `requests` (`account_id`,`window_ends_at`,`id`) WHERE waits_for is not null;--> statement-breakpoint
CREATE INDEX `r_wait_requester` ON `requests` (`requester_id`,`account_id`,`set_arn`) WHERE waits_for is not null;--> statement-breakpoint
CREATE INDEX `r_live` ON `requests` (`ends_at`,`id`) WHERE live = 1;--> statement-breakpoint
CREATE INDEX `r_live_account` ON `requests` (`account_id`,`ends_at`,`id`) WHERE live = 1;--> statement-breakpoint
CREATE INDEX `r_live_requester` ON `requests` (`requester_id`,`ends_at`,`id`) WHERE live = 1;--> statement-breakpoint
CREATE INDEX `r_keeper` ON `requests` (`keeper_key`,`id`) WHERE keeper_key is not null and live = 1;--> statement-breakpoint
CREATE INDEX `r_extends` ON `requests` (`extends_id`) WHERE extends_id is not null;--> statement-breakpoint
CREATE INDEX `r_due` ON `requests` (`due_at`,`id`) WHERE due_at is not null;