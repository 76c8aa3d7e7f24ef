using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MimeKit;
using SmtpServer;
using SmtpServer.Authentication;
using SmtpServer.ComponentModel;
using SmtpServer.Mail;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace OrleansMonitor.Hosting.Tests.Notifications.Stubs;

/// <summary>A real mail server with a certificate of its own. It takes mail from those who log in, if there is a password.</summary>
internal sealed class MailServer : MessageStore, IMailboxFilter, IUserAuthenticator, IAsyncDisposable
{
    public const string Password = "s3cr3t-of-the-mail";

    private readonly ConcurrentQueue<(string[] To, MimeMessage Mail)> _mails = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2 _certificate = SelfSigned();
    private Task _running = Task.CompletedTask;

    public int Port { get; } = FreePort();

    public string Fingerprint => Convert.ToHexString(_certificate.GetCertHash(HashAlgorithmName.SHA256));

    public IReadOnlyList<(string[] To, MimeMessage Mail)> Mails => [.. _mails];

    /// <summary>The code that it answers to a sender, a recipient or a mail; 0 to take it.</summary>
    public Func<string, int> Answer { get; set; } = _ => 0;

    /// <summary>Whether it breaks the connection once it has the mail.</summary>
    public bool BreaksAfterData { get; set; }

    public static MailServer Start(bool offersTls = true, bool tlsFromTheStart = false)
    {
        var server = new MailServer();
        var options = new SmtpServerOptionsBuilder().ServerName("mail.lan")
            .Endpoint(endpoint =>
            {
                endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, server.Port)).IsSecure(tlsFromTheStart);
                if (offersTls) endpoint.Certificate(server._certificate);
            })
            .Build();
        var services = new ServiceProvider();
        services.Add((IMessageStore)server);
        services.Add((IMailboxFilter)server);
        services.Add((IUserAuthenticator)server);
        server._running = new SmtpServer.SmtpServer(options, services).StartAsync(server._stop.Token);
        return server;
    }

    public override Task<SmtpResponse> SaveAsync(
        ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
    {
        if (Answer("mail") is not 0 and var code) return Task.FromResult(Refusal(code));
        using var content = new MemoryStream(buffer.ToArray());
        _mails.Enqueue(([.. transaction.To.Select(Text)], MimeMessage.Load(content, cancellationToken)));
        if (BreaksAfterData) context.Pipe.Dispose();
        return Task.FromResult(SmtpResponse.Ok);
    }

    public Task<bool> CanAcceptFromAsync(ISessionContext context, IMailbox from, int size, CancellationToken cancellationToken)
    {
        Refuse("sender");
        return Task.FromResult(true);
    }

    public Task<bool> CanDeliverToAsync(ISessionContext context, IMailbox to, IMailbox from, CancellationToken cancellationToken)
    {
        Refuse(Text(to));
        return Task.FromResult(true);
    }

    public Task<bool> AuthenticateAsync(ISessionContext context, string user, string password, CancellationToken cancellationToken) =>
        Task.FromResult(user == "monitor" && password == Password);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _certificate.Dispose();
    }

    private void Refuse(string what)
    {
        if (Answer(what) is not 0 and var code) throw new SmtpResponseException(Refusal(code));
    }

    private static SmtpResponse Refusal(int code) => new((SmtpReplyCode)code, $"not now {Password}");

    private static string Text(IMailbox mailbox) => $"{mailbox.User}@{mailbox.Host}";

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=mail.lan", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
