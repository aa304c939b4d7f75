package dev.followup.crm;

import dev.followup.InvocationSteps;
import dev.followup.concurrent.MonotonicClock;
import dev.followup.concurrent.ParallelRunner;
import dev.followup.config.FollowupConfig;
import dev.followup.crm.entity.CrmEntities;
import dev.followup.crm.entity.EntitiesApi;
import dev.followup.crm.eventlog.CrmEventLog;
import dev.followup.crm.eventlog.EventsApi;
import dev.followup.crm.session.CrmSessions;
import dev.followup.crm.task.CrmTasks;
import dev.followup.crm.task.TasksApi;
import java.time.Clock;

/// The CRM clients of an invocation that may die: before a call is sent, and after the CRM has carried it
/// out.
public final class SteppedCrmClients {

    private final TasksApi tasks;
    private final EntitiesApi entities;
    private final EventsApi events;
    private final Clock clock;

    public SteppedCrmClients(CrmFixture fixture) {
        this.tasks = fixture.api(TasksApi.class);
        this.entities = fixture.api(EntitiesApi.class);
        this.events = fixture.api(EventsApi.class);
        this.clock = fixture.clock();
    }

    public CrmTasks tasks(InvocationSteps steps, FollowupConfig config) {
        return new CrmTasks(steps.around(TasksApi.class, tasks), config, ParallelRunner.VIRTUAL_THREADS);
    }

    public CrmEntities facts(InvocationSteps steps) {
        return new CrmEntities(steps.around(EntitiesApi.class, entities));
    }

    public CrmEventLog events(InvocationSteps steps) {
        return new CrmEventLog(steps.around(EventsApi.class, events));
    }

    public CrmSessions sessions(FollowupConfig config) {
        return new CrmSessions(config, clock, MonotonicClock.SYSTEM);
    }
}
