# syntax=docker/dockerfile:1
# The program customercapital. From the repository's root:
#   docker build --file deploy/docker/server.Dockerfile --tag customercapital .
#   docker run --read-only --publish 127.0.0.1:8080:8080 --volume ledger:/var/lib/customercapital customercapital serve --url http://0.0.0.0:8080 --allow-network
# Every caller may do everything: --allow-network is left to whoever starts it, and the port is published on loopback only.

# What restoring reads and nothing else, so that packages are fetched again only when a project or a version changes.
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0-noble AS projects
WORKDIR /source
COPY . .
RUN find . -type f ! -name '*.csproj' ! -name 'Directory.*' ! -name global.json ! -name NuGet.config -delete

FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
WORKDIR /source
COPY --from=projects /source .
RUN dotnet restore src/CustomerCapital.Server
COPY . .
RUN dotnet publish src/CustomerCapital.Server --configuration Release --no-restore --output /publish -p:UseAppHost=false
RUN mkdir /ledger

# Chiselled: no shell, no package manager, a user without rights. "extra" brings the time zones by which the engine counts months.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="CustomerCapital, one node" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"

# The programs say themselves where they listen. Without a diagnostics port nothing is written, so that the root may be read-only.
ENV ASPNETCORE_HTTP_PORTS= DOTNET_EnableDiagnostics=0
COPY --from=build /publish /app
COPY --from=build --chown=$APP_UID:$APP_UID /ledger /var/lib/customercapital
WORKDIR /var/lib/customercapital
VOLUME /var/lib/customercapital
USER $APP_UID
EXPOSE 8080

# No HEALTHCHECK: there is no shell and no client in the image to ask with. Whoever runs it asks /health/live and /health/ready over HTTP.
ENTRYPOINT ["dotnet", "/app/customercapital.dll"]
CMD ["--help"]
