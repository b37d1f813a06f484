import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import software.amazon.event.ruler.Machine;

/**
 * AWS's own matcher as a filter. Each line of the input is {"pattern": TEXT, "event": TEXT}, both texts being JSON
 * themselves, so that the spelling of numbers and the order of members survive. Each line of the output is true,
 * false, error (the pattern is refused), or flaky (the answer depends on hash codes that differ from run to run).
 */
public class Oracle {
    private static final int RUNS = 4;

    public static void main(String[] args) throws Exception {
        ObjectMapper json = new ObjectMapper();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (String line; (line = in.readLine()) != null; ) {
            JsonNode pair = json.readTree(line);
            String first = null;
            for (int run = 0; run < RUNS; run++) {
                String answer = answer(pair.get("pattern").asText(), pair.get("event").asText());
                first = first == null || first.equals(answer) ? answer : "flaky";
            }
            out.println(first);
        }
        out.flush();
    }

    private static String answer(String pattern, String event) throws Exception {
        Machine machine = Machine.builder().build();
        try {
            machine.addRule("rule", pattern);
        } catch (Exception refused) {
            return "error";
        }
        return String.valueOf(!machine.rulesForJSONEvent(event).isEmpty());
    }
}
