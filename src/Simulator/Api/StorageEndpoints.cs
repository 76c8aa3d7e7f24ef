using System.Text.Json;
using OrleansMonitor.Simulator.Model;

namespace OrleansMonitor.Simulator.Api;

/// <summary>/nodes/N/storage: live values, unlike the rows of /cluster/resources.</summary>
internal static class StorageEndpoints
{
    public static IReadOnlyList<Route> Routes { get; } =
    [
        NodeEndpoints.Get("storage", List) with
        {
            Parameters = [Parameter.Text("content"), Parameter.Flag("enabled"), Parameter.Flag("format"), Parameter.Text("storage"),
                Parameter.Text("target")],
            ReadsStorages = true,
        },
        NodeEndpoints.Get("storage/{storage}/status", Status, call =>
        {
            if (!Sees(call, call.PathValues["storage"]))
                throw ApiException.Forbidden($"/storage/{call.PathValues["storage"]}", "Datastore.Audit|Datastore.AllocateSpace");
        }),
    ];

    private static bool Sees(ApiCall call, string storage) =>
        call.May($"/storage/{storage}", "Datastore.Audit") || call.May($"/storage/{storage}", "Datastore.AllocateSpace");

    private static void List(ApiCall call, Utf8JsonWriter json)
    {
        var (name, content) = (call.Text("storage"), call.Text("content"));
        json.WriteStartArray();
        foreach (var storage in call.Node.Storages.Where(storage => Sees(call, storage.Name) && (name == "" || storage.Name == name)))
        {
            if (content != "" && !content.Split(',').Any(wanted => storage.Content.Split(',').Contains(wanted))) continue;
            json.WriteStartObject();
            json.WriteString("storage"u8, storage.Name);
            Fields(json, storage);
            if (Answers(storage)) json.WriteNumber("used_fraction"u8, (double)storage.Used / storage.Size);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static bool Answers(Storage storage) => storage is { Active: true, Disabled: false };

    private static void Status(ApiCall call, Utf8JsonWriter json)
    {
        var name = call.PathValues["storage"];
        var storage = call.Node.Storages.Find(storage => storage.Name == name)
            ?? throw ApiException.Die($"storage '{name}' does not exist");
        json.WriteStartObject();
        Fields(json, storage);
        json.WriteEndObject();
    }

    private static void Fields(Utf8JsonWriter json, Storage storage)
    {
        json.WriteString("type"u8, storage.Plugin);
        json.WriteString("content"u8, storage.Content);
        json.WriteNumber("shared"u8, storage.Shared ? 1 : 0);
        var active = Answers(storage);
        json.WriteNumber("enabled"u8, storage.Disabled ? 0 : 1);
        json.WriteNumber("active"u8, active ? 1 : 0);
        json.WriteNumber("total"u8, active ? storage.Size : 0);
        json.WriteNumber("used"u8, active ? storage.Used : 0);
        json.WriteNumber("avail"u8, active ? storage.Size - storage.Used : 0);
    }
}
