using Fluid;
foreach (var p in typeof(TemplateOptions).GetProperties()) Console.WriteLine($"{p.PropertyType.Name} {p.Name}");
foreach (var p in typeof(TemplateContext).GetProperties()) Console.WriteLine($"ctx {p.PropertyType.Name} {p.Name}");
foreach (var p in typeof(FluidTemplateExtensions).GetMethods()) Console.WriteLine(p);
foreach (var p in typeof(FluidParser).GetMethods()) Console.WriteLine(p);
foreach (var p in typeof(FluidParserOptions).GetProperties()) Console.WriteLine("po "+p);
var parser = new FluidParser();
Console.WriteLine(parser.TryParse("a\nb {{ x | nope", out var t, out var e)+" "+e);
Console.WriteLine(parser.TryParse("a\nb {{ x | nope }} {{ y.z }}", out t, out e)+" "+e);
