package io.commitlake.sandbox.graphql;

import graphql.ExecutionResult;
import graphql.GraphQLError;
import graphql.validation.ValidationError;
import graphql.validation.ValidationErrorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A result in GitHub's format: an error's type is at its top level, and a query that doesn't fit the schema has no data
 * at all.
 */
final class ResultJson {
    private static final Pattern UNDEFINED =
            Pattern.compile(".*Field '(\\w+)' in type '(\\w+)' is undefined.*", Pattern.DOTALL);

    private ResultJson() {}

    static Map<String, Object> of(ExecutionResult result) {
        Map<String, Object> body = new LinkedHashMap<>();
        if (result.isDataPresent()) {
            body.put("data", result.getData());
        }
        if (!result.getErrors().isEmpty()) {
            body.put(
                    "errors", result.getErrors().stream().map(ResultJson::error).toList());
        }
        return body;
    }

    private static Map<String, Object> error(GraphQLError error) {
        Map<String, Object> shaped = new LinkedHashMap<>();
        Map<String, Object> extensions = error.getExtensions() == null ? Map.of() : error.getExtensions();
        if (extensions.get("type") != null) {
            shaped.put("type", extensions.get("type"));
        }
        if (error.getPath() != null) {
            shaped.put("path", error.getPath());
        }
        String message = error.getMessage();
        if (error instanceof ValidationError invalid) {
            List<String> path = new ArrayList<>(List.of("query"));
            path.addAll(invalid.getQueryPath() == null ? List.of() : invalid.getQueryPath());
            shaped.put("path", path);
            Matcher undefined = UNDEFINED.matcher(message);
            if (invalid.getValidationErrorType() == ValidationErrorType.FieldUndefined && undefined.matches()) {
                String field = undefined.group(1);
                String type = undefined.group(2);
                shaped.put("extensions", Map.of("code", "undefinedField", "typeName", type, "fieldName", field));
                message = "Field '" + field + "' doesn't exist on type '" + type + "'";
            }
        }
        if (error.getLocations() != null) {
            shaped.put(
                    "locations",
                    error.getLocations().stream()
                            .map(location -> Map.of("line", location.getLine(), "column", location.getColumn()))
                            .toList());
        }
        shaped.put("message", message);
        return shaped;
    }
}
