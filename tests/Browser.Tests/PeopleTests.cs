using OrleansMonitor.Browser.Tests.Harness;

namespace OrleansMonitor.Browser.Tests;

public sealed class PeopleTests(Chromium chromium)
{
    private const string AdminKey = "correct-horse-battery-staple";
    private const string Password = "tulip over the harbour";

    [Fact]
    public async Task An_admin_gives_a_person_an_account_and_a_program_a_key_and_the_person_changes_the_password()
    {
        chromium.Need();
        using var database = new TempDatabase();
        await using var monitor = await RunningMonitor.Start(database.File, null, $"--Monitor:Auth:BootstrapAdminKey={AdminKey}");
        await using var admin = await Viewer.Open(chromium, monitor.Address);
        await admin.Page.GotoAsync("/people");
        await admin.Test("key").FillAsync(AdminKey);
        await admin.Test("sign-in").ClickAsync();
        await admin.Go("/people");

        await admin.Test("account-name").FillAsync("anna");
        await admin.Test("account-password").FillAsync(Password);
        await admin.Test("account-create").ClickAsync();
        await admin.See("[data-test=account-anna] >> text=never signed in");
        await admin.Test("key-name").FillAsync("Grafana");
        await admin.Test("key-create").ClickAsync();
        await admin.See("[data-test=key-Grafana] >> text=never used");
        (await admin.Page.Locator("#new-key").InnerTextAsync()).ShouldStartWith("om_");
        await admin.Test("account-anna").GetByText("Role").ClickAsync();
        await admin.Test("account-anna").GetByRole(Microsoft.Playwright.AriaRole.Combobox).SelectOptionAsync("operator");
        await admin.Test("account-anna").GetByText("Change").ClickAsync();
        await admin.See("[data-test=account-anna] [data-test=held-role] >> text=operator");
        await admin.Test("account-anna").GetByText("Disable").ClickAsync();
        await admin.See("[data-test=account-anna] >> text=disabled");
        await admin.Test("account-anna").GetByText("Enable").ClickAsync();

        await using var anna = await Viewer.Open(chromium, monitor.Address, width: 390);
        await anna.Page.GotoAsync("/account");
        await SignIn(anna, Password);
        await anna.See("html[data-live=yes] h1 >> text=Account");
        await anna.See("[data-test=session] >> text=this browser");
        await anna.See("text=account:anna · operator");
        await anna.Test("present").FillAsync(Password);
        await anna.Test("new-password").FillAsync("another harbour again");
        await anna.Test("again").FillAsync("another harbour again");
        await anna.Test("change-password").ClickAsync();
        await anna.See("text=The password is changed.");
        await SignIn(anna, "another harbour again");
        await anna.See("html[data-live=yes]");
        anna.Foreign.ShouldBeEmpty();
    }

    private static async Task SignIn(Viewer viewer, string password)
    {
        await viewer.Test("name").FillAsync("anna");
        await viewer.Test("password").FillAsync(password);
        await viewer.Test("sign-in-account").ClickAsync();
    }
}
