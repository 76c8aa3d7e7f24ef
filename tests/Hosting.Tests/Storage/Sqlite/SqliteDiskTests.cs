using System.Diagnostics;

namespace OrleansMonitor.Hosting.Tests.Storage.Sqlite;

/// <summary>A disk without room, and a file that may not be written.</summary>
public sealed class SqliteDiskTests : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(2);

    private readonly TemporaryFolder _folder = new();
    private readonly WatchedTime _time = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_disk_is_noticed_where_nothing_is_written_and_gone_on_with_once_there_is_room()
    {
        Assert.SkipUnless(
            Mount("-t", "tmpfs", "-o", "size=3m", "tmpfs", _folder.Path), "mounting a small file system is not permitted here");
        try
        {
            using var storage = new SqliteUnderTest(_time, _folder.ConnectionString);
            await _time.Waiting();
            await storage.Audit.SaveAsync(Rows.Action(1), Stop);
            var filler = Path.Combine(_folder.Path, "filler");
            Fill(filler);

            (await _time.AdvanceUntil(storage.Log.Written("Writes wait"), Step))
                .ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(5));
            storage.Writer.LastError.ShouldNotBeNull().ShouldContain("is full");

            File.Delete(filler);
            await _time.AdvanceUntil(storage.Log.Written("accepts writes again"), Step);
            await storage.Audit.SaveAsync(Rows.Action(2), Stop);
        }
        finally
        {
            Run("umount", "-l", _folder.Path);
        }
    }

    [Fact]
    public async Task A_file_that_may_not_be_written_any_more_is_noticed_where_nothing_is_written_and_gone_on_with_once_it_may()
    {
        Assert.SkipUnless(!Environment.IsPrivilegedProcess, "root may write whatever the file's mode says");
        if (OperatingSystem.IsWindows()) return;
        using var storage = new SqliteUnderTest(_time, _folder.ConnectionString);
        await _time.Waiting();
        await storage.Audit.SaveAsync(Rows.Action(1), Stop);
        File.SetUnixFileMode(storage.File, UnixFileMode.UserRead);

        (await _time.AdvanceUntil(storage.Log.Written("Writes wait"), Step))
            .ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(5));
        storage.Writer.LastError.ShouldNotBeNull().ShouldContain("read-only");

        File.SetUnixFileMode(storage.File, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await _time.AdvanceUntil(storage.Log.Written("accepts writes again"), Step);
        await storage.Audit.SaveAsync(Rows.Action(2), Stop);
    }

    public void Dispose() => _folder.Dispose();

    private static bool Mount(params string[] arguments) => OperatingSystem.IsLinux() && Run("mount", arguments);

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process =
                Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static void Fill(string file)
    {
        using var filler = File.Create(file);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                filler.Write(block);
                filler.Flush();
            }
        }
        catch (IOException)
        {
            // There is no room left.
        }
    }
}
