@echo off
rem Installs cts-docs on Windows (64-bit) from this folder, without a network.
rem Double-click it, or run: install.cmd [FOLDER]. Run it again to upgrade.
rem Plain ASCII: a console in any code page shows it.
setlocal
set "TARGET=%~1"
if "%TARGET%"=="" set "TARGET=%LOCALAPPDATA%\cts-docs"
set "VERSION="
for %%V in (3.11 3.12 3.13 3.14) do (
    py -%%V -c "import venv, ensurepip" >nul 2>nul && set "VERSION=%%V"
)
if "%VERSION%"=="" goto missing
echo Installing into %TARGET% ...
py -%VERSION% -m venv "%TARGET%" || goto failed
"%TARGET%\Scripts\python.exe" -m pip --disable-pip-version-check install --quiet --upgrade --no-index --find-links "%~dp0wheels" "cts-docs[all]" || goto failed
"%TARGET%\Scripts\cts-docs.exe" doctor
echo.
echo Installed. Double-click cts-docs-serve.cmd to work in the browser,
echo or cts-docs-prompt.cmd for a window in which the command cts-docs is known.
pause
exit /b 0

:missing
echo Python 3.11, 3.12, 3.13 or 3.14 (64-bit) is needed, with the launcher "py":
echo https://www.python.org/downloads/windows/
pause
exit /b 1

:failed
echo Not installed; see the message above.
pause
exit /b 1
