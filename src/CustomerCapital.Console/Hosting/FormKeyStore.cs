using System.Xml.Linq;
using CustomerCapital.Engine;
using CustomerCapital.Engine.FormKeys;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;

namespace CustomerCapital.ConsolePages.Hosting;

/// <summary>Keeps the keys of forms with the engine, so that a form that was opened before a restart, or by another gateway, is taken.</summary>
/// <remarks>The framework asks for keys once a day and when it meets one that it does not know, and without asynchrony: the thread waits.</remarks>
internal sealed class FormKeyStore(ICustomerCapital capital) : IXmlRepository, IConfigureOptions<KeyManagementOptions>
{
    public IReadOnlyCollection<XElement> GetAllElements() => [.. Wait(() => capital.AskAsync(new ReadFormKeys())).Select(XElement.Parse)];

    public void StoreElement(XElement element, string friendlyName) => Wait(() => capital.AskAsync(new KeepFormKey(element.ToString(SaveOptions.DisableFormatting))));

    public void Configure(KeyManagementOptions options) => options.XmlRepository = this;

    /// <summary>Asks away from the context of the page that is rendered, to which the answer would wait to come back, while the page waits for the answer.</summary>
    private static TAnswer Wait<TAnswer>(Func<Task<TAnswer>> ask) => Task.Run(ask).GetAwaiter().GetResult();
}
