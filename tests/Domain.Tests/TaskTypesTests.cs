using System.Reflection;

namespace OrleansMonitor.Domain.Tests;

/// <summary>Which types of PVE tasks are taken to do what.</summary>
public sealed class TaskTypesTests
{
    private static readonly string[] All =
    [
        "qmstart", "vzstart", "hastart", "startall", "bulk-start", "qmstop", "vzstop", "hastop", "qmshutdown", "vzshutdown", "stopall",
        "bulk-shutdown", "qmreboot", "vzreboot", "qmreset", "qmsuspend", "vzsuspend", "suspendall", "bulk-suspend", "qmrollback",
        "vzrollback", "qmrestore", "vzrestore", "qmigrate", "vzmigrate", "hamigrate", "migrateall", "bulk-migrate", "vzdump", "qmdestroy",
        "vzdestroy", "qmclone", "vncproxy", "",
    ];

    public static TheoryData<string, string> Meanings => new()
    {
        { nameof(TaskTypes.Starts), "qmstart vzstart hastart" },
        { nameof(TaskTypes.BeginsRun), "qmstart vzstart" },
        { nameof(TaskTypes.StartsMany), "startall bulk-start" },
        { nameof(TaskTypes.ShutsManyDown), "stopall bulk-shutdown" },
        {
            nameof(TaskTypes.ConcernsMany),
            "startall bulk-start stopall bulk-shutdown suspendall bulk-suspend migrateall bulk-migrate vzdump"
        },
        {
            nameof(TaskTypes.HasTasksOfItsOwn),
            "hastart startall bulk-start hastop stopall bulk-shutdown qmreboot vzreboot suspendall bulk-suspend "
            + "qmigrate vzmigrate hamigrate migrateall bulk-migrate vzdump"
        },
        { nameof(TaskTypes.BringsBack), "qmstart vzstart hastart qmrollback vzrollback" },
        { nameof(TaskTypes.TakesDown), "qmstop vzstop hastop qmshutdown vzshutdown qmsuspend vzsuspend qmdestroy vzdestroy" },
        { nameof(TaskTypes.Reboots), "qmreboot vzreboot" },
        { nameof(TaskTypes.Resets), "qmreset" },
        { nameof(TaskTypes.Stops), "qmstop vzstop qmshutdown vzshutdown qmsuspend vzsuspend" },
        { nameof(TaskTypes.Destroys), "qmdestroy vzdestroy" },
        { nameof(TaskTypes.KeepsStopped), "qmreboot vzreboot qmigrate vzmigrate hamigrate" },
        { nameof(TaskTypes.Requests), "qmstop vzstop hastop qmshutdown vzshutdown qmreboot vzreboot qmsuspend vzsuspend" },
    };

    [Theory]
    [MemberData(nameof(Meanings))]
    public void Each_question_is_answered_yes_by_these_types_alone(string question, string types)
    {
        var asked = typeof(TaskTypes).GetMethod(question, BindingFlags.Static | BindingFlags.NonPublic)!
            .CreateDelegate<Func<string, bool>>();

        string.Join(' ', All.Where(asked)).ShouldBe(types);
    }

    [Theory]
    [InlineData(
        nameof(StopCauseKind.StoppedByUser),
        "qmstop vzstop hastop qmshutdown vzshutdown qmreboot vzreboot qmrollback vzrollback qmrestore vzrestore",
        "bulk-shutdown")]
    [InlineData(nameof(StopCauseKind.NodeShutdown), "", "stopall")]
    [InlineData(nameof(StopCauseKind.Hibernated), "qmsuspend vzsuspend", "suspendall bulk-suspend")]
    [InlineData(nameof(StopCauseKind.Migration), "qmigrate vzmigrate hamigrate", "migrateall bulk-migrate")]
    [InlineData(nameof(StopCauseKind.Backup), "vzdump", "")]
    [InlineData(nameof(StopCauseKind.Destroyed), "qmdestroy vzdestroy", "")]
    public void Each_cause_is_told_by_these_types_alone(string cause, string ofOne, string ofMany)
    {
        string.Join(' ', All.Where(type => RunEnds.OfOne(type)?.ToString() == cause)).ShouldBe(ofOne);
        string.Join(' ', All.Where(type => RunEnds.OfMany(type)?.ToString() == cause)).ShouldBe(ofMany);
    }
}
