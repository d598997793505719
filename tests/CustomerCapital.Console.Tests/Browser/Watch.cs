using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace CustomerCapital.ConsolePages.Tests.Browser;

/// <summary>What a browser complains of: errors and warnings of its console, which violations of the policy of contents are, failed requests, and answers that are faults.</summary>
internal sealed class Watch
{
    private readonly ConcurrentQueue<string> _complaints = [];

    public Watch(IPage page)
    {
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") _complaints.Enqueue($"{page.Url}: {message.Type}: {message.Text}");
        };
        page.PageError += (_, error) => _complaints.Enqueue($"{page.Url}: {error}");
        page.RequestFailed += (_, request) => _complaints.Enqueue($"{page.Url}: {request.Url} failed: {request.Failure}");
        page.Response += (_, answer) =>
        {
            if (answer.Status >= 400) _complaints.Enqueue($"{page.Url}: {answer.Url} answers {answer.Status}");
        };
    }

    public IReadOnlyCollection<string> Complaints => _complaints;
}
