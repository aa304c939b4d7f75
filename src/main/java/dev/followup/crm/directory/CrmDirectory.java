package dev.followup.crm.directory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.crm.session.CallSubject;
import dev.followup.crm.session.CrmCall;
import dev.followup.crm.session.CrmException;
import dev.followup.crm.session.CrmFailure;
import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSession;
import dev.followup.crm.session.Page;
import dev.followup.crm.session.Paginator;
import dev.followup.directory.Directory;
import dev.followup.directory.Directory.Choice;
import dev.followup.directory.Directory.Field;
import dev.followup.directory.Directory.Pipeline;
import dev.followup.directory.Directory.Stage;
import dev.followup.directory.Directory.User;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jspecify.annotations.Nullable;

/// The reader of an account's directory in the CRM: a call for its pipelines, one for its task types, and one
/// for each page of its users and custom fields. A refusal or failure of the CRM is a result, never an
/// exception.
///
/// Pipelines in the archive are left out: leads cannot be moved there.
@ApplicationScoped
public class CrmDirectory {

    /// Customers are off in many accounts, and then the CRM refuses the list of their fields.
    private static final String CUSTOMERS = "customers";

    private static final Comparator<JsonNode> BY_ID = Comparator.comparingLong(CrmDirectory::id);

    private final DirectoryApi api;

    public CrmDirectory(@RestClient DirectoryApi api) {
        this.api = api;
    }

    /// The directory as the account is now.
    public CrmResult<Directory> read(CrmSession session) {
        try {
            return new CrmResult.All<>(
                    new Directory(users(session), pipelines(session), taskTypes(session), fields(session)));
        } catch (CrmException failure) {
            return new CrmResult.Failed<>(failure.toFailure());
        }
    }

    private List<User> users(CrmSession session) {
        return all(session, "users", page -> api.users(session.host(), page, Page.LARGEST)).stream()
                .sorted(BY_ID)
                .map(user -> new User(
                        id(user),
                        name(user, "name"),
                        user.path("email").asText("").strip(),
                        user.at("/rights/is_active").asBoolean(true)))
                .toList();
    }

    private List<Pipeline> pipelines(CrmSession session) {
        var answer = call(session, () -> api.pipelines(session.host()));
        return distinct(answer == null ? Stream.empty() : answer.items().stream())
                .filter(pipeline -> !pipeline.path("is_archive").asBoolean(false))
                .sorted(Comparator.comparingInt(CrmDirectory::sort).thenComparing(BY_ID))
                .map(pipeline -> new Pipeline(id(pipeline), name(pipeline, "name"), stages(pipeline)))
                .toList();
    }

    private static List<Stage> stages(JsonNode pipeline) {
        return distinct(pipeline.at("/_embedded/statuses").valueStream())
                .sorted(Comparator.comparingInt(CrmDirectory::sort).thenComparing(BY_ID.reversed()))
                .map(stage -> new Stage(id(stage), name(stage, "name")))
                .toList();
    }

    private List<Directory.Type> taskTypes(CrmSession session) {
        var account = call(session, () -> api.account(session.host(), "task_types"));
        return account == null
                ? List.of()
                : distinct(account.at("/_embedded/task_types").valueStream())
                        .sorted(BY_ID)
                        .map(type -> new Directory.Type(id(type), name(type, "name")))
                        .toList();
    }

    private List<Field> fields(CrmSession session) {
        var fields = new ArrayList<Field>();
        for (var entity : Directory.ENTITIES) {
            try {
                all(
                                session,
                                entity + " custom_fields",
                                page -> api.customFields(session.host(), entity, page, Page.LARGEST))
                        .stream()
                        .sorted(BY_ID)
                        .map(field -> field(entity, field))
                        .forEach(fields::add);
            } catch (CrmException failure) {
                if (!entity.equals(CUSTOMERS) || !(failure.toFailure() instanceof CrmFailure.Refused)) {
                    throw failure;
                }
            }
        }
        return fields;
    }

    private static Field field(String entity, JsonNode field) {
        var code = field.path("code").asText("").strip();
        var type = field.path("type").asText("").strip();
        return new Field(
                entity,
                id(field),
                code.isEmpty() || field.path("code").isNull() ? null : code,
                name(field, "name"),
                type.isEmpty() ? "text" : type,
                distinct(field.path("enums").valueStream())
                        .map(choice -> new Choice(id(choice), name(choice, "value")))
                        .toList());
    }

    private static List<JsonNode> all(CrmSession session, String query, IntFunction<@Nullable Page<JsonNode>> list) {
        var pages = new Paginator<JsonNode>(session, query, _ -> true, number -> {
            var page = call(session, () -> list.apply(number));
            return page == null ? Page.empty() : page;
        });
        var items = new ArrayList<JsonNode>();
        for (var page = pages.next(); page.isPresent(); page = pages.next()) {
            items.addAll(page.get());
        }
        return distinct(items.stream()).toList();
    }

    /// The items that have an id, each once: what moves in a list while its pages are read is on two of them.
    private static Stream<JsonNode> distinct(Stream<JsonNode> items) {
        var ids = new HashSet<Long>();
        return items.filter(item -> id(item) > 0 && ids.add(id(item)));
    }

    private static <T extends @Nullable Object> T call(CrmSession session, Supplier<T> request) {
        return new CrmCall(session, CallSubject.QUERY).call(request);
    }

    private static long id(JsonNode item) {
        return item.path("id").asLong();
    }

    private static int sort(JsonNode item) {
        return item.path("sort").asInt();
    }

    /// A name; the id where the CRM shows none, since a file cannot have an empty one.
    private static String name(JsonNode item, String field) {
        var name = item.path(field).asText("").strip();
        return name.isEmpty() ? Long.toString(id(item)) : name;
    }
}
