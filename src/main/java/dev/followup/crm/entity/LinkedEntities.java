package dev.followup.crm.entity;

import dev.followup.account.Account;
import dev.followup.crm.session.CrmFailure;
import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSession;
import dev.followup.crm.session.CrmSessions;
import dev.followup.event.EntityRef;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An entity as the CRM has it now, with its contact and its company.
@ApplicationScoped
public class LinkedEntities {

    /// The time limit, since a person waits for the answer.
    private static final Duration TIME_LIMIT = Duration.ofSeconds(15);

    private final CrmEntities crm;
    private final CrmSessions sessions;
    private final Clock clock;

    public LinkedEntities(CrmEntities crm, CrmSessions sessions, Clock clock) {
        this.crm = crm;
        this.sessions = sessions;
        this.clock = clock;
    }

    /// The documents of an entity and of what it is linked to, by their singulars, such as `lead`; without the entity
    /// itself if the CRM does not have it.
    ///
    /// @param entity a lead, a contact or a company
    public CrmResult<Map<String, Map<String, @Nullable Object>>> of(Account account, EntityRef entity) {
        var session = sessions.begin(account, clock.instant().plus(TIME_LIMIT));
        var found = new LinkedHashMap<String, Map<String, @Nullable Object>>();
        var failure = add(session, entity, found);
        for (var type : new EntityRef.Type[] {EntityRef.Type.CONTACTS, EntityRef.Type.COMPANIES}) {
            var linked = found.values().stream()
                    .map(document -> document.get(type.singular() + "_id"))
                    .filter(id -> id instanceof Long number && number > 0)
                    .findFirst();
            if (failure == null && linked.isPresent() && !found.containsKey(type.singular())) {
                failure = add(session, new EntityRef(type, (Long) linked.get()), found);
            }
        }
        return failure == null ? new CrmResult.All<>(found) : new CrmResult.Failed<>(failure);
    }

    private @Nullable CrmFailure add(
            CrmSession session, EntityRef entity, Map<String, Map<String, @Nullable Object>> found) {
        return switch (crm.fetch(session, entity.type(), Set.of(entity.id()))) {
            case CrmResult.All(var documents) -> {
                var document = documents.get(entity.id());
                if (document != null) {
                    found.put(entity.type().singular(), document);
                }
                yield null;
            }
            case CrmResult.Failed(var failure) -> failure;
        };
    }
}
