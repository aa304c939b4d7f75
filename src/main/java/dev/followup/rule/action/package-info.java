/// Actions of rules: create, complete or change tasks, and who gets them. They make drafts of commands and must
/// not know how these are sent.
@NullMarked
package dev.followup.rule.action;

import org.jspecify.annotations.NullMarked;
