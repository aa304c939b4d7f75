/// The people of a rule book with their calendars, teams, absences and deputies.
@NullMarked
package dev.followup.rule.person;

import org.jspecify.annotations.NullMarked;
