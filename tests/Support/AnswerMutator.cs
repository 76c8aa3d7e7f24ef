using System.Text;
using System.Text.Json.Nodes;

namespace OrleansMonitor.Tests.Support;

/// <summary>
/// Breaks answers of <c>/cluster/resources</c> in every way that a list of rows can be broken, the same way for the same seed. What it
/// never does is to write a lie that nobody could tell from the truth: a VM is never called a container.
/// </summary>
internal sealed class AnswerMutator(int seed)
{
    private const string Hole = "@@hole@@";

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1", "1e999", "1e308", "-1e308", "99999999999999999999999", "9223372036854775807",
        "-9223372036854775808", "0.0000001", "\"\"", "\"x\"",
        "\"17\"", "\"NaN\"", "\"\\ud83d\"", "\"\\ude00\\ud83d\"", "\"web\\ud83d\"", "\"\\u0000\"", "\"../..\"", "\"a/b\"", "\"\\u0071emu\"",
        "[]", "{}", "[[1,[2]]]", "{\"a\":{\"b\":[]}}",
        "\"" + new string('n', 5000) + "\"", "\"running\"", "\"stopped\"", "\"online\"", "\"offline\"", "\"unknown\"",
    ];

    private static readonly string[] Junk =
    [
        "null", "7", "\"x\"", "[]", "{}", "{\"type\":\"qemu\"}", "{\"type\":\"node\"}", "{\"type\":\"node\",\"node\":\"\\ud800\"}",
        "{\"type\":\"qemu\",\"vmid\":5,\"node\":\"pve1\"}",
        "{\"type\":\"storage\",\"node\":\"pve1\"}", "{\"vmid\":100,\"node\":\"pve1\"}", "{\"type\":\"brand-new\",\"x\":[1]}",
        "{\"type\":null,\"status\":\"running\"}",
    ];

    private static readonly string[] Bodies =
        ["", "<html>login</html>", "null", "[]", "{}", "{\"data\":null}", "{\"data\":{}}", "{\"data\":[]}", "{\"errors\":{}}", "\u0000"];

    private readonly Random _random = new(seed);

    /// <summary>Breaks an answer.</summary>
    /// <param name="answer">The true body, <c>{"data":[…]}</c>.</param>
    public byte[] Mutate(byte[] answer)
    {
        // One of ten is broken as a whole: no list of rows comes of it, or another one.
        if (_random.Next(10) == 0) return Whole(answer);
        var rows = JsonNode.Parse(answer)!["data"]!.AsArray();
        var holes = new List<string>();
        for (var left = _random.Next(1, 4); left > 0; left--) Break(rows, holes);
        return Fill(new JsonObject { ["data"] = rows.DeepClone() }.ToJsonString(), holes);
    }

    private byte[] Whole(byte[] answer)
    {
        switch (_random.Next(4))
        {
            case 0: return Encoding.UTF8.GetBytes(Bodies[_random.Next(Bodies.Length)]);
            case 1: return answer[.._random.Next(answer.Length)];
            default:
                var broken = answer.ToArray();
                broken[_random.Next(broken.Length)] = (byte)_random.Next(256);
                return broken;
        }
    }

    private void Break(JsonArray rows, List<string> holes)
    {
        if (rows.Count == 0) return;
        var at = _random.Next(rows.Count);
        var row = rows[at] as JsonObject;
        switch (_random.Next(11))
        {
            case 0 or 1 when row is { Count: > 0 }:
                row.Remove(Key(row));
                break;
            case 2 or 3 or 4 when row is { Count: > 0 }:
                row[Key(row)] = Raw(Values[_random.Next(Values.Length)], holes);
                break;
            case 5:
                rows.Insert(_random.Next(rows.Count + 1), rows[at]?.DeepClone());
                break;
            case 6 when row is { Count: > 0 }:
                var twin = (JsonObject)row.DeepClone();
                twin[Key(twin)] = Raw(Values[_random.Next(Values.Length)], holes);
                rows.Insert(_random.Next(rows.Count + 1), twin);
                break;
            case 7:
                rows.RemoveAt(at);
                break;
            case 8:
                Shuffle(rows);
                break;
            case 9 when row is { Count: > 1 }:
                var (one, other) = (Key(row), Key(row));
                (row[one], row[other]) = (row[other]?.DeepClone(), row[one]?.DeepClone());
                break;
            default:
                rows.Insert(at, Raw(Junk[_random.Next(Junk.Length)], holes));
                break;
        }
    }

    private string Key(JsonObject row) => row.ElementAt(_random.Next(row.Count)).Key;

    private void Shuffle(JsonArray rows)
    {
        var all = rows.ToArray();
        rows.Clear();
        _random.Shuffle(all);
        foreach (var row in all) rows.Add(row);
    }

    // What no tree of JSON can hold is written in afterwards.
    private static JsonValue Raw(string text, List<string> holes)
    {
        holes.Add(text);
        return JsonValue.Create(Hole);
    }

    // A hole that was overwritten or doubled takes the next text: any is as good.
    private static byte[] Fill(string text, List<string> holes)
    {
        var parts = text.Split('"' + Hole + '"');
        var filled = new StringBuilder(parts[0], text.Length + 64);
        for (var i = 1; i < parts.Length; i++) filled.Append(holes[(i - 1) % holes.Count]).Append(parts[i]);
        return Encoding.UTF8.GetBytes(filled.ToString());
    }
}
