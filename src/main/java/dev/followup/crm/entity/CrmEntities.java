package dev.followup.crm.entity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.crm.session.CallSubject;
import dev.followup.crm.session.CrmCall;
import dev.followup.crm.session.CrmException;
import dev.followup.crm.session.CrmFailure;
import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSession;
import dev.followup.crm.session.Page;
import dev.followup.crm.session.Paginator;
import dev.followup.event.EntityRef;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jspecify.annotations.Nullable;

/// The client for leads, contacts, companies and customers as documents for `Facts`. It fetches by id what webhooks
/// leave out, and reads all of them page by page. A refusal or failure of the CRM is a result, never an exception.
@ApplicationScoped
public class CrmEntities {

    /// The type of a stage for incoming leads.
    /// Source: amoCRM documentation, "Pipelines and stages", field `type` of a stage; read 2026-11-22.
    private static final int INCOMING = 1;

    private static final Set<EntityRef.Type> SUPPORTED =
            Set.of(EntityRef.Type.LEADS, EntityRef.Type.CONTACTS, EntityRef.Type.COMPANIES);

    private final EntitiesApi api;

    public CrmEntities(@RestClient EntitiesApi api) {
        this.api = api;
    }

    /// The entities of one type with the given ids, in as few calls as possible.
    ///
    /// @param type leads, contacts or companies
    /// @param ids as webhooks name them; without ids no call is made
    /// @return documents by id, each as `EntityMapper` makes it, for `Facts` under the singular of the
    /// type; an id without an entity is left out
    /// @throws IllegalArgumentException for customers
    public CrmResult<Map<Long, Map<String, @Nullable Object>>> fetch(
            CrmSession session, EntityRef.Type type, Set<Long> ids) {
        if (!SUPPORTED.contains(type)) {
            throw new IllegalArgumentException("cannot fetch " + type.word() + ", expected one of " + SUPPORTED);
        }
        var documents = new LinkedHashMap<Long, Map<String, @Nullable Object>>();
        try {
            ids.stream()
                    .sorted()
                    .gather(Gatherers.windowFixed(Page.IDS_IN_A_CALL))
                    .forEach(some -> documents.putAll(documents(session, type, some)));
            return new CrmResult.All<>(Collections.unmodifiableMap(documents));
        } catch (CrmException failure) {
            return new CrmResult.Failed<>(failure.toFailure());
        }
    }

    /// A page of the entities of one type, by their ids, without any filter: the CRM hands out filtered lists only to
    /// some accounts, and a list that changes while it is read skips some.
    ///
    /// @param number of the page, from 1
    /// @param limit entities on a page, 1 to 250
    public CrmResult<EntityPage> page(CrmSession session, EntityRef.Type type, int number, int limit) {
        try {
            var parameters = new MultivaluedHashMap<String, String>();
            addCommon(parameters, type, number, limit);
            var page = list(session, type.word(), parameters);
            var entities = new LinkedHashMap<Long, Map<String, @Nullable Object>>();
            page.items().stream()
                    .filter(entity -> id(entity) > 0)
                    .forEach(entity -> entities.put(id(entity), EntityMapper.of(entity)));
            return new CrmResult.All<>(new EntityPage(entities, page.isLast()));
        } catch (CrmException failure) {
            return new CrmResult.Failed<>(failure.toFailure());
        }
    }

    /// A page of entities.
    ///
    /// @param entities documents by id, in the CRM's order, each as `EntityMapper` makes it
    /// @param isLast whether no page follows
    public record EntityPage(SequencedMap<Long, Map<String, @Nullable Object>> entities, boolean isLast) {

        public EntityPage {
            entities = Collections.unmodifiableSequencedMap(entities);
        }
    }

    /// The names of the account's users, by their ids.
    public CrmResult<Map<Long, String>> userNames(CrmSession session) {
        var names = new LinkedHashMap<Long, String>();
        try {
            var pages = new Paginator<JsonNode>(session, "users", _ -> true, number -> {
                var parameters = new MultivaluedHashMap<String, String>();
                parameters.add("page", Integer.toString(number));
                parameters.add("limit", Integer.toString(Page.LARGEST));
                return list(session, "users", parameters);
            });
            for (var page = pages.next(); page.isPresent(); page = pages.next()) {
                page.get().forEach(user -> names.put(id(user), user.path("name").asText()));
            }
            return new CrmResult.All<>(Collections.unmodifiableMap(names));
        } catch (CrmException failure) {
            return new CrmResult.Failed<>(failure.toFailure());
        }
    }

    /// The ids of the stages of all pipelines in which incoming leads wait to be accepted or declined.
    public CrmResult<Set<Long>> incomingStages(CrmSession session) {
        try {
            var answer = new CrmCall(session, CallSubject.QUERY).call(() -> api.pipelines(session.host()));
            var pipelines = answer == null ? Page.<JsonNode>empty() : answer;
            return new CrmResult.All<>(pipelines.items().stream()
                    .flatMap(pipeline -> pipeline.at("/_embedded/statuses").valueStream())
                    .filter(stage -> stage.path("type").asInt() == INCOMING)
                    .map(CrmEntities::id)
                    .collect(Collectors.toUnmodifiableSet()));
        } catch (CrmException failure) {
            return new CrmResult.Failed<>(failure.toFailure());
        }
    }

    /// The id of the token's user, who creates the tasks that commands add.
    public CrmResult<Long> tokenUser(CrmSession session) {
        try {
            var call = new CrmCall(session, CallSubject.QUERY);
            var answer = call.<@Nullable JsonNode>call(() -> api.account(session.host()));
            var user = answer == null ? 0 : answer.path("current_user_id").asLong();
            return user > 0
                    ? new CrmResult.All<>(user)
                    : new CrmResult.Failed<>(
                            new CrmFailure.Unavailable(call.request() + " was answered without current_user_id"));
        } catch (CrmException failure) {
            return new CrmResult.Failed<>(failure.toFailure());
        }
    }

    /// Reads further pages only while entities are missing: one page has them all, unless the CRM ignores the
    /// filter.
    private Map<Long, Map<String, @Nullable Object>> documents(
            CrmSession session, EntityRef.Type type, List<Long> ids) {
        var pages = new Paginator<JsonNode>(
                session,
                type.word() + " " + ids,
                entity -> ids.contains(id(entity)),
                page -> list(session, type.word(), query(type, ids, page)));
        var documents = new LinkedHashMap<Long, Map<String, @Nullable Object>>();
        var page = pages.next();
        while (page.isPresent()) {
            page.get().forEach(entity -> documents.put(id(entity), EntityMapper.of(entity)));
            page = documents.size() < ids.size() ? pages.next() : Optional.empty();
        }
        return documents;
    }

    private static long id(JsonNode entity) {
        return entity.path("id").asLong();
    }

    private Page<JsonNode> list(CrmSession session, String plural, MultivaluedMap<String, String> parameters) {
        var host = session.host();
        var answer = new CrmCall(session, CallSubject.QUERY).call(() -> api.list(host, plural, parameters));
        return answer == null ? Page.empty() : answer;
    }

    private static MultivaluedMap<String, String> query(EntityRef.Type type, List<Long> ids, int page) {
        var parameters = new MultivaluedHashMap<String, String>();
        ids.forEach(id -> parameters.add("filter[id][]", Long.toString(id)));
        addCommon(parameters, type, page, Page.LARGEST);
        return parameters;
    }

    private static void addCommon(MultivaluedMap<String, String> parameters, EntityRef.Type type, int page, int limit) {
        if (type == EntityRef.Type.LEADS) {
            parameters.add("with", "contacts"); // included only on demand, unlike companies
        }
        parameters.add("order[id]", "asc");
        parameters.add("page", Integer.toString(page));
        parameters.add("limit", Integer.toString(limit));
    }
}
