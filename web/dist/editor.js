function o(){}export{o as makeEditor};
