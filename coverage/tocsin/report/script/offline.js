// The page as one file: its data stand in it.
async function open() {
  start(await openData(fromBase64(document.getElementById("page-data").textContent)));
}

open();
