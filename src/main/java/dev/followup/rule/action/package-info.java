/// What a rule does: create, complete or change tasks, and who gets them. It makes drafts of commands; it must
/// not know how they are sent.
@NullMarked
package dev.followup.rule.action;

import org.jspecify.annotations.NullMarked;
