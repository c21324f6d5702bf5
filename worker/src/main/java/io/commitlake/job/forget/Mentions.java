package io.commitlake.job.forget;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds and removes what a report says of repositories, by their names and by the ids in keys and messages. */
final class Mentions {
    private static final String BEFORE_NAME = "(?<![A-Za-z0-9_.-])";
    private static final String AFTER_NAME = "(?![A-Za-z0-9_-]|\\.(?!git\\b)[A-Za-z0-9_-])";
    private static final String INSTEAD = "(about a forgotten repository)";

    private final Set<Long> repositories;
    private final Pattern pattern;

    Mentions(Set<Long> repositories, Set<String> names) {
        this.repositories = repositories;
        List<String> forms = new ArrayList<>();
        for (long id : repositories) {
            forms.add("repository_id=" + id + "/");
            forms.add("_commitlake/[a-z/]+/" + id + "\\b");
            forms.add("\\b(repository|export|exports) " + id + "\\b");
            forms.add("\"repository\" ?: ?" + id + "\\b");
            forms.add("(?<![0-9-])" + id + "-[0-9]+(?![0-9-])");
        }
        names.forEach(name -> forms.add(BEFORE_NAME + Pattern.quote(name) + AFTER_NAME));
        pattern = Pattern.compile(String.join("|", forms), Pattern.CASE_INSENSITIVE);
    }

    boolean in(String text) {
        return pattern.matcher(text).find();
    }

    /** The names in JSON that stand beside the ids of the repositories. */
    Set<String> namesIn(JsonNode node) {
        Set<String> names = new HashSet<>();
        if (repositories.contains(node.path("repository").asLong(0))
                && node.path("name").isString()) {
            names.add(node.path("name").asString());
        }
        node.forEach(each -> names.addAll(namesIn(each)));
        return names;
    }

    /**
     * Removes from JSON each entry whose name, and each element of a list that, says something of the repositories.
     * Replaces other texts that do. Numbers stay.
     */
    void removeFrom(JsonNode node) {
        switch (node) {
            case ObjectNode object -> {
                object.propertyNames().stream().filter(this::in).toList().forEach(name -> object.remove(name));
                for (String name : List.copyOf(object.propertyNames())) {
                    JsonNode value = object.path(name);
                    if (value.isString() && in(value.asString())) {
                        object.put(name, INSTEAD);
                    } else {
                        removeFrom(value);
                    }
                }
            }
            case ArrayNode array -> {
                for (int i = array.size() - 1; i >= 0; i--) {
                    if (in(array.get(i).toString())) {
                        array.remove(i);
                    }
                }
            }
            default -> {}
        }
    }
}
