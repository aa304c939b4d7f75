/// Event patterns as Amazon EventBridge has them, read and matched against facts. Pure: facts in, a match or
/// the first mismatch out; it must not know tasks.
@NullMarked
package dev.followup.rule.pattern;

import org.jspecify.annotations.NullMarked;
