package dev.followup.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.followup.sandbox.TestClient.Answer;
import org.junit.jupiter.api.Test;

class SandboxAccountTest extends SandboxTest {

    @Test
    void shows_the_account_and_what_is_requested_with_it() {
        JsonNode bare = crm.get("/api/v4/account").json();
        assertThat(bare.path("subdomain").asText()).isEqualTo("demo");
        assertThat(bare.path("current_user_id").asInt()).isEqualTo(101);
        assertThat(bare.has("_embedded")).isFalse();
        JsonNode full = crm.get("/api/v4/account?with=task_types,datetime_settings,users_groups,amojo_id,version")
                .json();
        assertThat(full.at("/_embedded/datetime_settings/timezone").asText()).isEqualTo("Europe/Moscow");
        assertThat(full.at("/_embedded/task_types").findValuesAsText("code")).startsWith("FOLLOW_UP", "MEETING");
        assertThat(full.at("/_embedded/users_groups")).hasSize(1);
        assertThat(full.path("amojo_id").asText()).isNotEmpty();
        assertThat(full.path("version").asInt()).isPositive();
    }

    @Test
    void accepts_tasks_of_the_accounts_own_type() {
        JsonNode types = crm.get("/api/v4/account?with=task_types").at("/_embedded/task_types");
        assertThat(types.findValuesAsText("id")).containsExactly("1", "2", "2410382", "2743001");
        long own = types.path(3).path("id").asLong();
        long id = crm.addTask(",\"task_type_id\":" + own);
        assertThat(crm.get("/api/v4/tasks/" + id).at("/task_type_id").asLong()).isEqualTo(own);
    }

    @Test
    void shows_the_users_and_who_has_left() {
        Answer users = crm.get("/api/v4/users?with=role,group&limit=250");
        assertThat(ids(users, "users")).containsExactly(101L, 102L, 103L, 104L);
        assertThat(users.at("/_embedded/users").findValuesAsText("is_active"))
                .containsExactly("true", "true", "true", "false");
        assertThat(crm.get("/api/v4/users/104").at("/rights/is_active").asBoolean(true))
                .isFalse();
        assertThat(crm.get("/api/v4/users/105").status()).isEqualTo(404);
    }

    @Test
    void shows_the_pipelines() {
        Answer pipelines = crm.get("/api/v4/leads/pipelines");
        assertThat(pipelines.at("/_total_items").asInt()).isEqualTo(2);
        long second = ids(pipelines, "pipelines").getLast();
        assertThat(crm.get("/api/v4/leads/pipelines/" + second)
                        .at("/_embedded/statuses")
                        .findValuesAsText("id"))
                .contains("142", "143");
        assertThat(crm.get("/api/v4/leads/pipelines/1").status()).isEqualTo(404);
    }
}
