package dev.followup.crm;

import dev.followup.Steps;
import dev.followup.config.FollowupConfig;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.eclipse.microprofile.rest.client.inject.RestClient;

/// The way into the CRM for an invocation that may die: before a call has left, and after the CRM has carried it
/// out.
@Singleton
public final class SteppedCrm {

    private final TasksApi tasks;
    private final EntitiesApi entities;
    private final EventsApi events;
    private final Clock clock;

    SteppedCrm(
            @RestClient TasksApi tasks, @RestClient EntitiesApi entities, @RestClient EventsApi events, Clock clock) {
        this.tasks = tasks;
        this.entities = entities;
        this.events = events;
        this.clock = clock;
    }

    public CrmTasks tasks(Steps steps, FollowupConfig config) {
        return new CrmTasks(steps.around(TasksApi.class, tasks), config);
    }

    public CrmFacts facts(Steps steps) {
        return new CrmFacts(steps.around(EntitiesApi.class, entities));
    }

    public CrmEvents events(Steps steps) {
        return new CrmEvents(steps.around(EventsApi.class, events));
    }

    public Visits visits(FollowupConfig config) {
        return new Visits(config, clock);
    }
}
