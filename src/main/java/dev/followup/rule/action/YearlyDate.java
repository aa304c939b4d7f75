package dev.followup.rule.action;

import dev.followup.rule.time.CrmDate;
import dev.followup.rule.time.DateOffset;
import java.time.Instant;
import java.time.ZoneId;

/// The date of a rule that comes again each year.
///
/// @param fire when the rule fires
/// @param zone the zone of the book
public record YearlyDate(DateField field, DateOffset fire, ZoneId zone) {

    /// The date for which the rule has fired last.
    ///
    /// @param stored the date in the CRM, of any year
    /// @param moment when it fires, or later
    CrmDate of(CrmDate stored, Instant moment) {
        return stored.around(moment, zone)
                .filter(date -> !fire.from(date, _ -> {}).isAfter(moment))
                .reduce((_, later) -> later)
                .orElse(stored);
    }
}
