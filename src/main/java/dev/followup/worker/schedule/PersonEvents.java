package dev.followup.worker.schedule;

import dev.followup.crm.entity.CrmEntities;
import dev.followup.crm.session.CrmFailure;
import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSession;
import dev.followup.event.CrmEvent;
import dev.followup.rule.DueRule;
import dev.followup.task.PersonFinds;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/// The events of scheduled rules that report all that was found of a person.
@ApplicationScoped
public class PersonEvents {

    private static final Logger LOG = Logger.getLogger(PersonEvents.class);

    private final CrmEntities crm;

    public PersonEvents(CrmEntities crm) {
        this.crm = crm;
    }

    /// An event of each person, the one of whom most was found first.
    ///
    /// @param people what was found, by the users' ids; 0 for what nobody is responsible for
    CrmResult<List<CrmEvent>> of(CrmSession session, DueRule rule, Map<Long, PersonFinds> people) {
        if (people.isEmpty()) {
            return new CrmResult.All<>(List.of());
        }
        var account = session.account().name();
        return switch (crm.userNames(session)) {
            case CrmResult.All(var names) -> new CrmResult.All<>(rule.events(account, people, names));
            case CrmResult.Failed(CrmFailure.Refused(var reason)) -> {
                LOG.warnf(
                        "%s: rule %s names users by their ids, since the CRM does not hand out their names: %s",
                        account, rule.rule(), reason);
                yield new CrmResult.All<>(rule.events(account, people, Map.of()));
            }
            case CrmResult.Failed(var failure) -> new CrmResult.Failed<>(failure);
        };
    }
}
