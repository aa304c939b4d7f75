package dev.followup.rule.action;

import dev.followup.event.Facts;
import dev.followup.event.UnixTime;
import dev.followup.rule.fact.FactSchema;
import dev.followup.rule.fact.FactType;
import dev.followup.rule.time.CrmDate;
import dev.followup.yaml.YamlNode;
import java.util.Optional;
import java.util.Set;

/// A fact that is a date by which rules go.
///
/// @param path such as `lead.custom_fields.contract_end`
/// @param hasTime whether it has a time of day
public record DateField(String path, boolean hasTime) {

    private static final String CUSTOM_FIELDS = ".custom_fields.";
    private static final Set<String> TIMES = Set.of("lead.created_at", "lead.closed_at", "task.complete_till");

    /// The day of a customer's next purchase. The CRM shows it without a time of day.
    private static final String DAY = "customer.next_date";

    private static final String EXPECTED = "expected a custom field of type date, date-time or birthday, such as"
            + " lead.custom_fields.contract_end, or lead.created_at, lead.closed_at, task.complete_till or"
            + " customer.next_date";

    /// Reads the path of a date; empty, with a problem noted, if it is none.
    ///
    /// @param node where the path is written
    /// @param facts the facts among which it must be
    public static Optional<DateField> read(YamlNode node, String path, FactSchema facts) {
        if (!FactSchema.isPath(path)) {
            node.object("found \"" + path + "\", " + EXPECTED);
            return Optional.empty();
        }
        var reach = facts.reach(path);
        var objection = facts.objection(reach);
        if (objection.isPresent()) {
            node.object(objection.get());
            return Optional.empty();
        }
        var type = reach.type().orElse(FactType.Scalar.TEXT);
        boolean isCustom = path.contains(CUSTOM_FIELDS) && !path.startsWith("list-element.");
        if (TIMES.contains(path) || (isCustom && type == FactType.Scalar.TIME)) {
            return Optional.of(new DateField(path, true));
        }
        if (path.equals(DAY) || (isCustom && type == FactType.Scalar.DAY)) {
            return Optional.of(new DateField(path, false));
        }
        node.object("found \"%s\", which is %s, %s"
                .formatted(
                        path,
                        isCustom && FactSchema.isIdOrCode(path.substring(path.lastIndexOf('.') + 1))
                                ? "a field without a name and a type in the book's fields"
                                : type == FactType.Scalar.TIME
                                        ? "a time by which rules cannot go"
                                        : reach.type().isEmpty() ? "no value" : type.description(),
                        EXPECTED));
        return Optional.empty();
    }

    /// What has the date, such as `lead`.
    public String subject() {
        return path.substring(0, path.indexOf('.'));
    }

    /// The date among facts; empty if they have none.
    public Optional<CrmDate> in(Facts facts) {
        return facts.at(path)
                .filter(Long.class::isInstance)
                .map(Long.class::cast)
                .filter(seconds -> seconds != 0)
                .flatMap(UnixTime::of)
                .map(time -> new CrmDate(time, hasTime));
    }
}
