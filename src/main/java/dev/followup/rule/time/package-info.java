/// Due dates, working time and cron schedules, each in a zone. Pure: the time always comes as a parameter, it
/// must not know a clock.
@NullMarked
package dev.followup.rule.time;

import org.jspecify.annotations.NullMarked;
