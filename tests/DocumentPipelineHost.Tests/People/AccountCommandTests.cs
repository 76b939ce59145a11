using System.Diagnostics;
using System.Net;
using DocumentPipelineHost.Tests.Host;
using Dpa.Realtime.Faults;

namespace DocumentPipelineHost.Tests.People;

/// <summary><c>DocumentPipelineHost account …</c>, beside a running host.</summary>
public sealed class AccountCommandTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Set_BesideARunningHost_SignsInAndAnotherPasswordSignsOut()
    {
        using var folder = new DataFolderOfTest();
        await using var host = await ChildHost.StartAsync(folder, "--environment", "Production");
        using var person = new Person(host.Address);
        Assert.False((bool)(await person.Client.GetAsync("/api/v1/session"))["password"]!);

        Assert.Equal((0, "Set carla."), await RunAsync(folder, "first good password", "set", "Carla"));
        using var signedIn = await person.SignInAsync("carla", "first good password");
        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
        Assert.Equal((0, "carla"), await RunAsync(folder, "", "list"));
        Assert.Equal((0, "Set carla."), await RunAsync(folder, "second good password", "set", "carla"));

        Assert.Null(await person.WhoAmIAsync());
        using var again = await person.SignInAsync("carla", "second good password");
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal((0, "Removed carla; its documents stay."), await RunAsync(folder, "", "remove", "carla"));
        Assert.Null(await person.WhoAmIAsync());
    }

    [Theory]
    [InlineData("short", "set", "carla", "The password cannot be used.")]
    [InlineData("a good long password", "set", "two words", "The name 'two words' cannot be used.")]
    [InlineData("", "remove", "carla", "There is no account carla.")]
    [InlineData("", "make", "carla", "Usage: DocumentPipelineHost account set NAME")]
    public async Task Command_ThatCannotBe_IsOneLineAndExitCodeOne(
        string input, string verb, string name, string expected)
    {
        using var folder = new DataFolderOfTest();

        var (code, text) = await RunAsync(folder, input, verb, name);

        Assert.Equal(1, code);
        Assert.StartsWith(expected, text, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', text);
    }

    private static async Task<(int Code, string Text)> RunAsync(
        DataFolderOfTest folder, string input, params string[] command)
    {
        using var process = Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [
                    Path.Combine(AppContext.BaseDirectory, "DocumentPipelineHost.dll"), "account", .. command,
                    "--contentRoot", folder.Path, "--Data:Directory", folder.Path,
                ])
            {
                RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
                WorkingDirectory = folder.Path,
            })!;
        await process.StandardInput.WriteLineAsync(input);
        process.StandardInput.Close();
        using var wait = new Wait("the end of the command", TimeSpan.FromSeconds(60));
        var output = process.StandardOutput.ReadToEndAsync(Cancellation);
        var error = process.StandardError.ReadToEndAsync(Cancellation);
        await process.WaitForExitAsync(wait.Token);
        return (process.ExitCode, (await output + await error).Trim());
    }
}
