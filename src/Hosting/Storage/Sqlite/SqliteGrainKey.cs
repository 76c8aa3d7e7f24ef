namespace OrleansMonitor.Hosting.Storage.Sqlite;

/// <summary>A grain's key in the columns of Orleans' ADO.NET provider, which wrote the rows of earlier versions.</summary>
/// <param name="Text"><c>GrainKey</c>; empty for a key that is only a number or a GUID.</param>
/// <param name="N0"><c>N0</c>: the first half of a GUID.</param>
/// <param name="N1"><c>N1</c>: the second half of a GUID, or a number.</param>
internal readonly record struct SqliteGrainKey(string Text, long N0, long N1)
{
    public static SqliteGrainKey Of(GrainId grain)
    {
        if (grain.TryGetGuidKey(out var guid, out var extension))
        {
            var bytes = guid.ToByteArray();
            return new(extension ?? "", BitConverter.ToInt64(bytes, 0), BitConverter.ToInt64(bytes, 8));
        }

        return grain.TryGetIntegerKey(out var number, out extension) ? new(extension ?? "", 0, number) : new(grain.Key.ToString()!, 0, 0);
    }
}
