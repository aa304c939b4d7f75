package dev.followup.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.followup.sandbox.account.AccountRoutes;
import dev.followup.sandbox.account.CustomFieldRoutes;
import dev.followup.sandbox.account.IssuedTokens;
import dev.followup.sandbox.account.Users;
import dev.followup.sandbox.clock.ClockRoutes;
import dev.followup.sandbox.clock.SandboxClock;
import dev.followup.sandbox.entity.ContactOrCompany;
import dev.followup.sandbox.entity.CustomerEntity;
import dev.followup.sandbox.entity.EntityRoutes;
import dev.followup.sandbox.entity.EntityStore;
import dev.followup.sandbox.entity.EventLog;
import dev.followup.sandbox.entity.IncomingLeadRoutes;
import dev.followup.sandbox.entity.InitialEntities;
import dev.followup.sandbox.entity.LeadEntity;
import dev.followup.sandbox.entity.MessageRoutes;
import dev.followup.sandbox.entity.PipelineWebhookRoutes;
import dev.followup.sandbox.entity.Pipelines;
import dev.followup.sandbox.entity.TaskEntity;
import dev.followup.sandbox.entity.UserChangeRoutes;
import dev.followup.sandbox.fault.Behaviour;
import dev.followup.sandbox.fault.FaultInjector;
import dev.followup.sandbox.http.Json;
import dev.followup.sandbox.http.Request;
import dev.followup.sandbox.http.Response;
import dev.followup.sandbox.http.Router;
import dev.followup.sandbox.schema.WriteSchema;
import dev.followup.sandbox.webhook.WebhookPublisher;
import dev.followup.sandbox.webhook.WebhookRoutes;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// The state of a sandbox between two resets.
final class SandboxState implements AutoCloseable {

    private static final String WELCOME = """
            Followup's sandbox: a stand-in for an amoCRM or Kommo account, for trying integrations.

            /api/v4/tasks, leads, contacts, companies, customers, events, users, account, webhooks,
            leads/pipelines, leads/unsorted/{uid}/accept, …/decline   header "Authorization: Bearer sandbox"
            /oauth2/access_token      exchanges any code, and its own refresh tokens
            /_sandbox/incoming-leads  POST  a lead arrives from a form, a chat, a mail or a call
            /_sandbox/messages        POST  a message in or out, by a person or a bot
            /_sandbox/leads, contacts, companies, customers, tasks
                                      POST  a user of the account adds or changes one, or thousands exist
            /_sandbox/users, pipelines, stages, task-types, custom-fields
                                      POST  an administrator adds, changes or archives one
            /_sandbox/pipeline-hooks  POST  the digital pipeline sends a webhook for a lead
            /_sandbox/disabled-hooks  POST  a subscription is disabled, as after too many failures
            /_sandbox/stats           GET   counts of calls, answers, faults and tasks
            /_sandbox/behaviour       PUT   latency, limits, faults, lost webhooks; GET shows them
            /_sandbox/clock           PUT   moves the time ahead; GET shows it
            /_sandbox/reset           POST  back to the initial state
            """;

    private static final WriteSchema EMPTY = new WriteSchema(List.of(), List.of());

    private final Router routes = new Router();
    private final IssuedTokens tokens;
    private final FaultInjector faults;
    private final WebhookPublisher webhooks;
    private final EntityStore tasks;

    /// @param lastId continues over resets: no id is ever used twice, as in the CRM
    /// @param subscribers URLs that are subscribed to everything from the start
    /// @param reset replaces this state by a new one
    SandboxState(AtomicLong lastId, SandboxClock clock, List<URI> subscribers, Runnable reset) {
        tokens = new IssuedTokens(clock);
        faults = new FaultInjector(clock.base());
        webhooks = new WebhookPublisher(lastId, clock);
        var eventLog = new EventLog(clock);
        var users = new Users();
        var account = new AccountRoutes();
        var leads = new EntityStore(new LeadEntity(users), lastId, eventLog, webhooks);
        var contacts = new EntityStore(ContactOrCompany.contacts(users), lastId, eventLog, webhooks);
        var companies = new EntityStore(ContactOrCompany.companies(users), lastId, eventLog, webhooks);
        var customers = new EntityStore(new CustomerEntity(users), lastId, eventLog, webhooks);
        var linkable = Map.of("leads", leads, "contacts", contacts, "companies", companies, "customers", customers);
        tasks = new EntityStore(new TaskEntity(linkable, users, account), lastId, eventLog, webhooks);
        InitialEntities.add(leads, contacts, companies);
        subscribers.forEach(this::subscribe);
        var entities = List.of(tasks, leads, contacts, companies, customers);
        entities.stream()
                .map(kind ->
                        new EntityRoutes(kind, tasks, () -> faults.behaviour().alphaFilters()))
                .forEach(kind -> kind.register(routes));
        entities.stream().map(kind -> new UserChangeRoutes(kind, users)).forEach(kind -> kind.register(routes));
        new MessageRoutes(leads, contacts, webhooks, eventLog).register(routes);
        new ClockRoutes(clock).register(routes);
        new IncomingLeadRoutes(leads, contacts, webhooks, users).register(routes);
        new PipelineWebhookRoutes(leads, webhooks).register(routes);
        new WebhookRoutes(webhooks).register(routes);
        eventLog.register(routes);
        account.register(routes);
        users.register(routes);
        new CustomFieldRoutes().register(routes);
        new Pipelines().register(routes);
        tokens.register(routes);
        registerControls(reset);
    }

    void subscribe(URI destination) {
        webhooks.subscribe(destination, WebhookPublisher.ALL, 0);
    }

    Response answer(Request call) {
        if (call.path().startsWith("/api/")) {
            return faults.filter(call, this::authorised);
        }
        return call.path().startsWith("/oauth2/") ? faults.filter(call, routes::answer) : routes.answer(call);
    }

    /// The answer without token, limit and faults.
    Response look(Request call) {
        return routes.answer(call);
    }

    private Response authorised(Request call) {
        return tokens.accepts(call.token())
                ? routes.answer(call)
                : Response.problem(401, "Invalid user name or password");
    }

    private void registerControls(Runnable reset) {
        routes.on("GET", "/", _ -> new Response(200, "text/plain", WELCOME))
                .on("GET", "/_sandbox/stats", _ -> Response.json(stats()))
                .on(
                        "GET",
                        "/_sandbox/behaviour",
                        _ -> Response.json(faults.behaviour().json()))
                .on("PUT", "/_sandbox/behaviour", this::behave)
                .on("POST", "/_sandbox/reset", call -> reset(call, reset));
    }

    private static Response reset(Request call, Runnable reset) {
        if (!call.body().isBlank()) {
            EMPTY.checkStrictly(Json.parse(call.body()));
        }
        reset.run();
        return Response.json(Behaviour.DEFAULT.json());
    }

    private Response behave(Request call) {
        faults.behave(faults.behaviour().with(Json.parse(call.body())));
        webhooks.behave(faults.behaviour());
        return Response.json(faults.behaviour().json());
    }

    private ObjectNode stats() {
        ObjectNode stats = faults.stats();
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
        webhooks.close();
    }
}
