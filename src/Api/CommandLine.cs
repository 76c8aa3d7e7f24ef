using OrleansMonitor.Api.Status;

namespace OrleansMonitor.Api;

/// <summary>Arguments that print information. Every other argument is configuration.</summary>
internal static class CommandLine
{
    public static int Version()
    {
        Console.WriteLine(ProductVersion.Text);
        return 0;
    }

    public static int Help()
    {
        Console.WriteLine(
            """
            OrleansMonitor watches Proxmox VE clusters and reports what failed, why, and what was done about it.

              --demo             watch a simulated cluster whose guests crash, disks fill and nodes are lost
              --urls URL         where to listen; default http://127.0.0.1:5080. Beyond loopback an admin key is needed
              --Monitor:KEY=VAL  any setting of the section Monitor, such as --Monitor:Autonomy:Level=3
              --version          the version
              --help             this

            Settings also come from appsettings.json and environment variables (Monitor__Autonomy__Level=3); the command line wins.
            Exit codes: 0 stopped in good order, 1 cannot start (port in use, database cannot be opened), 2 bad configuration;
            stderr says what to do.
            """);
        return 0;
    }
}
