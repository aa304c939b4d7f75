package spring;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/// The CRM's answer to tasks that it has added.
record Added(@JsonProperty("_embedded") Embedded embedded) {

    record Embedded(List<Id> tasks) {}

    record Id(long id) {}
}
