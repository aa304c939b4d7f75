package dev.followup.local.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// All that a sandbox knows between two resets.
final class Box implements AutoCloseable {

    private static final String WELCOME = """
            Followup's sandbox: a stand-in for an amoCRM or Kommo account, for trying integrations.

            /api/v4/tasks, leads, contacts, companies, events, users, account, webhooks, leads/pipelines,
            leads/unsorted/{uid}/accept, …/decline   header "Authorization: Bearer sandbox"
            /oauth2/access_token      exchanges any code, and its own refresh tokens
            /_sandbox/incoming-leads  POST  a lead comes from a form, a chat, a mail or a call
            /_sandbox/pipeline-hooks  POST  the digital pipeline sends a hook for a lead
            /_sandbox/disabled-hooks  POST  a subscribed address is switched off, as after too many failures
            /_sandbox/stats           GET   what was asked for
            /_sandbox/behaviour       PUT   latency, limits, faults, lost hooks; GET shows them
            /_sandbox/reset           POST  back to the beginning
            """;

    private final Routes routes = new Routes();
    private final Tokens tokens;
    private final Gate gate;
    private final Hooks hooks;
    private final Entities tasks;

    /// @param lastId goes on over resets: no id ever comes twice, as in the CRM
    /// @param subscribers told of everything from the start
    /// @param reset brings the next box
    Box(AtomicLong lastId, Clock clock, List<URI> subscribers, Runnable reset) {
        tokens = new Tokens(clock);
        gate = new Gate(clock);
        hooks = new Hooks(lastId, clock);
        var feed = new Feed(clock);
        tasks = new Entities(new Tasks(), lastId, feed, hooks);
        var leads = new Entities(new Leads(), lastId, feed, hooks);
        var contacts = new Entities(Parties.contacts(), lastId, feed, hooks);
        var companies = new Entities(Parties.companies(), lastId, feed, hooks);
        subscribers.forEach(this::subscribe);
        Stream.of(tasks, leads, contacts, companies).map(EntityRoutes::new).forEach(kind -> kind.register(routes));
        new IncomingLeads(leads, contacts, hooks).register(routes);
        new PipelineHooks(leads, hooks).register(routes);
        new WebhookRoutes(hooks).register(routes);
        feed.register(routes);
        Account.register(routes);
        Users.register(routes);
        Pipelines.register(routes);
        tokens.register(routes);
        registerControls(reset);
    }

    void subscribe(URI destination) {
        hooks.subscribe(destination, Hooks.ALL, 0);
    }

    Reply answer(Call call) {
        if (call.path().startsWith("/api/")) {
            return gate.pass(call, this::authorised);
        }
        return call.path().startsWith("/oauth2/") ? gate.pass(call, routes::answer) : routes.answer(call);
    }

    private Reply authorised(Call call) {
        return tokens.accepts(call.token()) ? routes.answer(call) : Reply.problem(401, "Invalid user name or password");
    }

    private void registerControls(Runnable reset) {
        routes.on("GET", "/", _ -> new Reply(200, "text/plain", WELCOME))
                .on("GET", "/_sandbox/stats", _ -> Reply.json(stats()))
                .on(
                        "GET",
                        "/_sandbox/behaviour",
                        _ -> Reply.json(gate.behaviour().json()))
                .on("PUT", "/_sandbox/behaviour", this::behave)
                .on("POST", "/_sandbox/reset", _ -> {
                    reset.run();
                    return Reply.json(Behaviour.DEFAULT.json());
                });
    }

    private Reply behave(Call call) {
        gate.behave(gate.behaviour().with(Json.parse(call.body())));
        hooks.behave(gate.behaviour());
        return Reply.json(gate.behaviour().json());
    }

    private ObjectNode stats() {
        ObjectNode stats = gate.stats();
        int total = tasks.all().size();
        long completed = tasks.all().stream()
                .filter(task -> task.path("is_completed").asBoolean())
                .count();
        stats.putObject("tasks")
                .put("total", total)
                .put("open", total - completed)
                .put("completed", completed);
        return stats;
    }

    @Override
    public void close() {
        hooks.close();
    }
}
