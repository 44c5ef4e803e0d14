-- What the set was called and how long its credentials last, and what was denied, stay as they were sent, too.
CREATE TRIGGER `words_are_sent` BEFORE UPDATE OF `set_name`, `session_seconds`, `denied_action`, `denied_resource` ON `requests`
BEGIN SELECT RAISE(ABORT, 'immutable'); END;
