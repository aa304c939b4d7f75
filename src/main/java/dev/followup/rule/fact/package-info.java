/// Facts: those that an event of a kind can have, their types, and custom fields by name. Pure: it describes
/// facts and must not fetch them.
@NullMarked
package dev.followup.rule.fact;

import org.jspecify.annotations.NullMarked;
