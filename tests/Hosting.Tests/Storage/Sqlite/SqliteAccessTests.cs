using Microsoft.Data.Sqlite;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Storage.Sqlite;

namespace OrleansMonitor.Hosting.Tests.Storage.Sqlite;

/// <summary>Who may open the data file.</summary>
public sealed class SqliteAccessTests : IDisposable
{
    private const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_files_of_a_new_database_are_its_owners_alone_and_so_is_its_folder()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes");
        using var database = new SqliteDatabase(_folder.ConnectionString);
        await using var connection = await database.Records.OpenConnectionAsync(Stop);
        using var claim = new SqliteClaim(database);
        await claim.StartAsync(Stop);

        var files = Directory.GetFiles(Path.GetDirectoryName(_folder.File)!);
        files.Select(Path.GetExtension).ShouldContain(".db-wal");
        files.ShouldAllBe(file => Mode(file) == OwnFile);
        Mode(Path.GetDirectoryName(_folder.File)!).ShouldBe(OwnFile | UnixFileMode.UserExecute);
    }

    [Fact]
    public void A_file_that_others_could_read_is_taken_from_them()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes");
        new SqliteDatabase(_folder.ConnectionString).Dispose();
        Loosen(_folder.File);
        File.WriteAllText(_folder.File + ".heads.key", "key");
        Loosen(_folder.File + ".heads.key");

        using var database = new SqliteDatabase(_folder.ConnectionString);

        Mode(_folder.File).ShouldBe(OwnFile);
        Mode(_folder.File + ".heads.key").ShouldBe(OwnFile);
    }

    [Fact]
    public void A_database_that_must_exist_is_not_created()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File)!);

        Should.Throw<StoreUnavailableException>(() => new SqliteDatabase($"{_folder.ConnectionString};Mode=ReadWrite"));

        File.Exists(_folder.File).ShouldBeFalse();
    }

    [Fact]
    public async Task A_second_monitor_is_kept_off_until_the_first_has_stopped()
    {
        using var database = new SqliteDatabase(_folder.ConnectionString);
        using var first = new SqliteClaim(database);
        using var second = new SqliteClaim(database);
        await first.StartAsync(Stop);

        (await Should.ThrowAsync<StoreUnavailableException>(() => second.StartAsync(Stop))).Message.ShouldContain("another monitor");
        await first.StopAsync(Stop);
        await second.StartAsync(Stop);
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    private static UnixFileMode Mode(string path) => OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path);

    private static void Loosen(string path)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, OwnFile | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
    }
}
