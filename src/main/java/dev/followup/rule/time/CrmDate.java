package dev.followup.rule.time;

import java.time.Instant;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.ZoneId;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A date that stands in the CRM.
///
/// @param at the date, in whole seconds; of one without a time of day, some moment of the day
/// @param hasTime whether it has a time of day
public record CrmDate(Instant at, boolean hasTime) {

    /// The day, in a zone.
    public LocalDate day(ZoneId zone) {
        return at.atZone(zone).toLocalDate();
    }

    /// When it has passed: a day without a time of day lasts until midnight.
    public Instant end(ZoneId zone) {
        return hasTime ? at : day(zone).plusDays(1).atStartOfDay(zone).toInstant();
    }

    /// The same day and month, and time of day, in another year. The 29th of February is the 28th where there
    /// is none.
    public CrmDate inYear(int year, ZoneId zone) {
        var start = at.atZone(zone);
        var day = MonthDay.from(start).atYear(year);
        return new CrmDate(day.atTime(start.toLocalTime()).atZone(zone).toInstant(), hasTime);
    }

    /// The dates of the years around a moment, the earliest first.
    public Stream<CrmDate> around(Instant moment, ZoneId zone) {
        int year = moment.atZone(zone).getYear();
        return IntStream.rangeClosed(year - 2, year + 2).mapToObj(other -> inYear(other, zone));
    }

    /// A text that differs for different dates, such as `2027-03-01`, or the Unix seconds of one with a time of day.
    public String key(ZoneId zone) {
        return hasTime ? Long.toString(at.getEpochSecond()) : day(zone).toString();
    }
}
