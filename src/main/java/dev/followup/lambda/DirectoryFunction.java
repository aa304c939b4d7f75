package dev.followup.lambda;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.followup.account.Account;
import dev.followup.account.Accounts;
import dev.followup.config.ResourceLocation;
import dev.followup.crm.directory.CrmDirectory;
import dev.followup.crm.session.CrmResult;
import dev.followup.crm.session.CrmSessions;
import dev.followup.directory.AccountSchema;
import dev.followup.directory.Directory;
import dev.followup.directory.DirectoryWriter;
import dev.followup.explain.Explanation.Refusal;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.text.LogText;
import dev.followup.yaml.InvalidFileException;
import io.quarkus.funqy.Funq;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The function `directory`: reads what an account has, and answers it as `directory.yaml`, or as the JSON
/// Schema with which editors complete its names in rule books. It is invoked by a person, and only reads the
/// CRM.
public class DirectoryFunction {

    /// The time limit, since a person waits for the answer.
    private static final Duration TIME_LIMIT = Duration.ofSeconds(25);

    private static final Logger LOG = Logger.getLogger(DirectoryFunction.class);

    private static final String SCHEMA = "schema";
    private static final String YAML = "yaml";

    private final Accounts accounts;
    private final RuleBookStore books;
    private final CrmDirectory crm;
    private final CrmSessions sessions;
    private final Clock clock;

    DirectoryFunction(Accounts accounts, RuleBookStore books, CrmDirectory crm, CrmSessions sessions, Clock clock) {
        this.accounts = accounts;
        this.books = books;
        this.crm = crm;
        this.sessions = sessions;
        this.clock = clock;
    }

    /// Makes a directory.
    @Funq("directory")
    public Response directory(Request request) {
        var account = accounts.findOrOnly(request.account());
        if (account.isEmpty()) {
            return Response.refused("account", accounts.notServed(request.account()));
        }
        var form = request.as() == null ? YAML : request.as();
        if (!form.equals(YAML) && !form.equals(SCHEMA)) {
            return Response.refused("as", "found " + LogText.of(form) + ", expected yaml or schema");
        }
        var session = sessions.begin(account.get(), clock.instant().plus(TIME_LIMIT));
        return switch (crm.read(session)) {
            case CrmResult.Failed<Directory>(var why) -> Response.refused("crm", why.reason());
            case CrmResult.All<Directory>(var directory) ->
                new Response(
                        form.equals(YAML)
                                ? DirectoryWriter.commented(
                                        withFormerNames(directory, account.get()),
                                        account.get().name())
                                : AccountSchema.of(schema(), directory),
                        List.of());
        };
    }

    /// What is deployed knows how things were called before. A file that cannot be read is replaced as if it were
    /// not there.
    private Directory withFormerNames(Directory live, Account account) {
        try {
            return books.directory(account).map(live::remembering).orElse(live);
        } catch (InvalidFileException e) {
            LOG.warnf(
                    "%s: the directory beside the book is invalid, so the new one has no former names: %s",
                    account.name(), e.getMessage());
            return live;
        }
    }

    private static String schema() {
        return new ResourceLocation("the schema of rule books", "classpath:rules.schema.json").text();
    }

    /// What is to be made.
    ///
    /// @param account the name of the account; `null` if only one is served
    /// @param as `yaml` or `null` for `directory.yaml`, `schema` for a JSON Schema of its rule books
    public record Request(
            @Nullable String account, @Nullable String as) {}

    /// What was made.
    ///
    /// @param directory the text of the file; `null` if it was refused
    /// @param refused what was wrong with the request, or what the CRM refused; absent if nothing was
    public record Response(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String directory,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Refusal> refused) {

        /// Why nothing was made, as text.
        public String refusal() {
            return refused.stream().map(Refusal::words).collect(Collectors.joining("\n"));
        }

        static Response refused(String where, String reason) {
            return new Response(null, List.of(new Refusal(where, reason)));
        }
    }
}
