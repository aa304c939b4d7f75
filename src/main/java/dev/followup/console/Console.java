package dev.followup.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.followup.account.Account;
import dev.followup.account.Accounts;
import dev.followup.rule.store.RuleBookStore;
import dev.followup.sandbox.http.HttpAdapter;
import dev.followup.sandbox.http.LocalRequestFilter;
import dev.followup.sandbox.http.ProblemException;
import dev.followup.sandbox.http.QueryForm;
import dev.followup.sandbox.http.Request;
import dev.followup.sandbox.http.Response;
import dev.followup.sandbox.http.Router;
import dev.followup.webhook.WebhookReader;
import io.quarkus.arc.profile.IfBuildProfile;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The page at the address of the gateway, and what it asks for: the feed, the rule book, and the sandbox.
@IfBuildProfile("dev")
@Singleton
public final class Console {

    private static final String BASE = "/console/";
    private static final String SANDBOX = BASE + "sandbox";

    private final LiveFeed feed;
    private final ObjectMapper json;
    private final Accounts accounts;
    private final Map<String, RuleBookEditor> editors = new LinkedHashMap<>();
    private final RuleBookStore books;
    private volatile @Nullable Function<Request, Response> sandbox;

    public Console(LiveFeed feed, Accounts accounts, RuleBookStore books, WebhookReader reader, ObjectMapper json) {
        this.feed = feed;
        this.json = json;
        this.books = books;
        this.accounts = accounts;
        accounts.all()
                .forEach(
                        account -> editors.put(account.name(), new RuleBookEditor(account, books, feed, reader, json)));
    }

    /// Lets the page look at the sandbox and change it; without that it shows neither its tasks nor what to do.
    public void connect(Function<Request, Response> running) {
        sandbox = running;
    }

    /// Serves the page.
    ///
    /// @param others answers addresses that are not the page's
    public void serve(HttpServer server, HttpHandler others) {
        var page = new HttpAdapter(routes()::answer);
        server.createContext("/", exchange -> {
                    var isPage = exchange.getRequestURI().getPath().equals("/");
                    (isPage ? page : others).handle(exchange);
                })
                .getFilters()
                .add(new LocalRequestFilter());
        server.createContext(BASE, page).getFilters().add(new LocalRequestFilter());
        server.createContext(BASE + "events", new FeedStream(feed, json))
                .getFilters()
                .add(new LocalRequestFilter());
    }

    private Router routes() {
        return new Router()
                .on("GET", "/", _ -> PageFiles.file(PageFiles.INDEX))
                .on("GET", BASE + "[a-z]+\\.[a-z]+", call -> PageFiles.file(call.word(1)))
                .on("GET", BASE + "setup", _ -> answer(setup()))
                .on("GET", BASE + "rules", call -> answer(editor(call).saved()))
                .on("PUT", BASE + "rules", this::save)
                .on("POST", BASE + "rules/check", call -> answer(editor(call).view(text(call))))
                .on("POST", BASE + "rules/replay", this::replay)
                .on("GET", SANDBOX + "/api/v4/.*", this::sandbox)
                .on("GET", SANDBOX + "/_sandbox/.*", this::sandbox)
                .on("PUT", SANDBOX + "/_sandbox/.*", this::sandbox)
                .on("POST", SANDBOX + "/_sandbox/.*", this::sandbox);
    }

    private Setup setup() {
        return new Setup(accounts.all().stream().map(this::setup).toList(), sandbox != null);
    }

    private AccountSetup setup(Account account) {
        return new AccountSetup(
                account.name(),
                account.host().toString(),
                books.zone(account).getId(),
                books.location(account).name());
    }

    /// The editor of the account that the page has chosen; of the first one if it names none.
    private RuleBookEditor editor(Request call) {
        var name = QueryForm.parse(call.queryString())
                .value("account")
                .orElseGet(() -> editors.keySet().iterator().next());
        var editor = editors.get(name);
        if (editor == null) {
            throw new ProblemException(Response.problem(404, accounts.notServed(name)));
        }
        return editor;
    }

    private Response save(Request call) {
        var editor = editor(call);
        var objection = editor.save(text(call), call.json().path("version").asText());
        return objection.isEmpty() ? answer(editor.saved()) : Response.problem(409, objection);
    }

    private Response replay(Request call) {
        var text = text(call);
        var editor = editor(call);
        if (!editor.problems(text).isEmpty()) {
            return Response.problem(422, "the book has mistakes");
        }
        return feed.find(call.json().path("event").asLong())
                .map(event -> answer(editor.replay(event, text)))
                .orElseGet(() -> Response.problem(404, "the event is not kept any more"));
    }

    /// The book that is sent, or the saved one.
    private String text(Request call) {
        var text = call.json().path("text");
        return text.isTextual() ? text.asText() : editor(call).text();
    }

    private Response sandbox(Request call) {
        var running = sandbox;
        return running == null
                ? Response.problem(404, "no sandbox runs")
                : running.apply(new Request(
                        call.method(),
                        call.path().substring(SANDBOX.length()),
                        call.queryString(),
                        call.origin(),
                        "",
                        call.body()));
    }

    private Response answer(Object value) {
        return Response.json(json.valueToTree(value));
    }

    /// What the page must know first.
    ///
    /// @param sandbox whether there is a sandbox to look at
    record Setup(List<AccountSetup> accounts, boolean sandbox) {}

    /// What the page must know of an account.
    ///
    /// @param host of the CRM
    /// @param zone of the rule book, in which times are shown
    /// @param rules the name of the rule book's file
    record AccountSetup(String account, String host, String zone, String rules) {}
}
