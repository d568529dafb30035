# Puts a release in place on the server: sh release.sh <name of a folder in /srv/handbook/releases>
set -eu
cd /srv/handbook
test -f "releases/$1/dist/index.html"
# Readers who have an older page open still ask for the scripts and styles of it.
if [ -d current/dist/_astro ]; then cp -Rn current/dist/_astro "releases/$1/dist/"; fi
# Renaming a link replaces the old one at once, so that every request finds a whole release.
ln -sfn "releases/$1" next
mv -T next current
# Three releases stay, to go back to.
ls -d releases/* | head -n -3 | while read -r old; do rm -r "$old"; done
